#include "cli/own.h"

#include "base/digest.h"
#include "record/draft.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK "-- As it was written: "
enum { MARK_SIZE = sizeof MARK - 1 + 33, FILE_MOST = 256 << 20 };

static void write_mark(const char *text, size_t size, char out[MARK_SIZE + 1]) {
  uint64_t lanes[2];
  fl_absorb_begin(lanes);
  fl_absorb_text(lanes, text, size);
  snprintf(out, MARK_SIZE + 1, MARK "%016llx%016llx\n", (unsigned long long)fl_avalanche(lanes[0]),
           (unsigned long long)fl_avalanche(lanes[1]));
}

fl_own fl_own_look(const char *path, const char *text) {
  struct stat info;
  char mark[MARK_SIZE + 1], wanted[MARK_SIZE + 1];
  if (lstat(path, &info) != 0) return FL_OWN_FREE;
  FILE *in = stat(path, &info) == 0 && S_ISREG(info.st_mode) ? fopen(path, "rb") : NULL;
  const size_t size = in && info.st_size > MARK_SIZE && info.st_size <= FILE_MOST ? (size_t)info.st_size : 0;
  char *old = size ? malloc(size) : NULL;
  const bool read = old && fread(old, 1, size, in) == size;
  if (in) fclose(in);
  if (read) write_mark(old, size - MARK_SIZE, mark);
  const bool ours = read && memcmp(old + size - MARK_SIZE, mark, MARK_SIZE) == 0;
  free(old);
  write_mark(text, strlen(text), wanted);
  return !ours ? FL_OWN_TAKEN : strcmp(mark, wanted) == 0 ? FL_OWN_SAME : FL_OWN_FREE;
}

int fl_own_write(const char *path, const char *text, size_t size) {
  char mark[MARK_SIZE + 1];
  fl_draft draft = fl_draft_begin(path);
  write_mark(text, size, mark);
  if (draft.out) fwrite(text, 1, size, draft.out), fwrite(mark, 1, MARK_SIZE, draft.out);
  return fl_draft_end(&draft);
}
