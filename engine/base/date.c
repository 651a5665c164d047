#include "base/date.h"

#include <stdio.h>

// The year is taken to begin in March, so that the leap day is its last: month lengths then follow one linear rule,
// 153 days in every five months. Eras are the 400 years (146,097 days) after which the calendar repeats.
enum { ERA_YEARS = 400, ERA_DAYS = 146097, EPOCH_SHIFT = 719468 /* days from 0000-03-01 to 1970-01-01 */ };

static int64_t floor_div(int64_t a, int64_t b) {
  return a / b - (a % b < 0);
}

int64_t fl_date_from_civil(fl_civil civil) {
  const int64_t year = civil.year - (civil.month <= 2);
  const int64_t era = floor_div(year, ERA_YEARS);
  const int64_t era_year = year - era * ERA_YEARS;
  const int64_t march_month = (civil.month + 9) % 12;
  const int64_t year_day = (153 * march_month + 2) / 5 + civil.day - 1;
  return era * ERA_DAYS + era_year * 365 + era_year / 4 - era_year / 100 + year_day - EPOCH_SHIFT;
}

fl_civil fl_date_civil(int64_t date) {
  const int64_t shifted = date + EPOCH_SHIFT;
  const int64_t era = floor_div(shifted, ERA_DAYS);
  const int64_t era_day = shifted - era * ERA_DAYS;
  // 1,460, 36,524 and 146,096 are the last days of 4, 100 and 400 years: taking out leap days leaves whole years of 365.
  const int64_t era_year = (era_day - era_day / 1460 + era_day / 36524 - era_day / 146096) / 365;
  const int64_t year_day = era_day - (365 * era_year + era_year / 4 - era_year / 100);
  const int64_t march_month = (5 * year_day + 2) / 153;
  fl_civil out;
  out.day = (int)(year_day - (153 * march_month + 2) / 5 + 1);
  out.month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
  out.year = era * ERA_YEARS + era_year + (out.month <= 2);
  return out;
}

bool fl_date_is_leap(int64_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int fl_date_month_days(int64_t year, int month) {
  static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && fl_date_is_leap(year) ? 29 : days[month - 1];
}

int fl_date_weekday(int64_t date) {
  const int64_t days = date + 3; // 1970-01-01 was a Thursday
  return (int)(days - floor_div(days, 7) * 7);
}

int fl_date_year_day(int64_t date) {
  const fl_civil first = {fl_date_civil(date).year, 1, 1};
  return (int)(date - fl_date_from_civil(first) + 1);
}

static int digits(const char *text, int count) {
  int value = 0;
  for (int i = 0; i < count; i++) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool fl_date_parse(const char *text, int64_t *date) {
  for (int i = 0; i < 10; i++)
    if (!text[i]) return false;
  if (text[4] != '-' || text[7] != '-' || text[10]) return false;
  const int year = digits(text, 4), month = digits(text + 5, 2), day = digits(text + 8, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > fl_date_month_days(year, month)) return false;
  const fl_civil civil = {year, month, day};
  *date = fl_date_from_civil(civil);
  return true;
}

const char *fl_date_text(int64_t date, char *out) {
  const fl_civil civil = fl_date_civil(date);
  snprintf(out, FL_DATE_TEXT, "%04d-%02d-%02d", (int)civil.year, civil.month, civil.day);
  return out;
}

bool fl_date_guess(const char *text, char out[FL_DATE_TEXT]) {
  int number[3] = {0};
  const int most[3] = {4, 2, 2};
  const char *at = text;
  for (int i = 0; i < 3; i++) {
    int length = 0;
    for (; length < most[i] && *at >= '0' && *at <= '9'; length++) number[i] = 10 * number[i] + (*at++ - '0');
    if (length == 0 || (i == 0 && length < 4)) return false;
    if (i < 2 && (*at == '-' || *at == '/' || *at == '.')) at++;
  }
  int64_t date;
  snprintf(out, FL_DATE_TEXT, "%04d-%02d-%02d", number[0], number[1], number[2]);
  return !*at && fl_date_parse(out, &date);
}
