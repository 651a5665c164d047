#include "check.h"

#include "cdnow.h"

enum { LINE = 256, CUSTOMERS = 2357, ROWS = 6919 };

static int32_t day_of(int year, int month, int day) {
  static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}; // neither 1997 nor 1998 is a leap year
  return 365 * (year - 1997) + before[month - 1] + day - 1;
}

static FILE *open_sample(void) {
  char path[1024];
  const char *folder = getenv("FL_DATA");
  snprintf(path, sizeof path, "%s/cdnow/cdnow_sample.csv", folder ? folder : FL_SOURCE_DIR "/../shared/data");
  FILE *file = fopen(path, "r");
  if (!file) print_message("%s is not there: set FL_DATA to the folder that holds cdnow/\n", path);
  return file;
}

// Rows stand by customer and date; several of a day are one purchase.
bool cdnow_read(cdnow *out) {
  FILE *file = open_sample();
  if (!file) return false;
  int32_t *days = calloc(ROWS, sizeof *days);
  size_t *start = calloc(CUSTOMERS + 1, sizeof *start), used = 0, count = 0;
  double *value = calloc(CUSTOMERS, sizeof *value);
  assert_true(days && start && value);
  char line[LINE];
  int last = -1;
  assert_non_null(fgets(line, sizeof line, file));
  while (fgets(line, sizeof line, file)) {
    int customer, sample, year, month, day, units;
    double amount;
    assert_int_equal(sscanf(line, "%d,%d,%d-%d-%d,%d,%lf", &customer, &sample, &year, &month, &day, &units, &amount), 7);
    if (sample != last) start[count++] = used;
    if (sample != last || days[used - 1] != day_of(year, month, day)) days[used++] = day_of(year, month, day);
    value[count - 1] += amount;
    last = sample;
  }
  fclose(file);
  assert_int_equal(count, CUSTOMERS);
  start[count] = used;
  *out = (cdnow){{days, start, count}, value};
  return true;
}

void cdnow_free(cdnow *data) {
  free((void *)data->histories.days);
  free((void *)data->histories.start);
  free(data->value);
}
