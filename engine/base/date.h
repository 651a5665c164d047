// Calendar dates as days since 1970-01-01, in the proleptic Gregorian calendar. No clock and no time zone is involved.
#ifndef FANLOOP_DATE_H
#define FANLOOP_DATE_H

#include <stdbool.h>
#include <stdint.h>

enum { FL_DATE_TEXT = 24 }; // bytes of a printed date, NUL included: "YYYY-MM-DD" for years 0..9999

typedef struct fl_civil {
  int64_t year;
  int month, day; // 1..12, 1..31
} fl_civil;

// Days since 1970-01-01 of a civil date that exists.
int64_t fl_date_from_civil(fl_civil civil);
fl_civil fl_date_civil(int64_t date);
bool fl_date_is_leap(int64_t year);
int fl_date_month_days(int64_t year, int month);
// 0 = Monday … 6 = Sunday.
int fl_date_weekday(int64_t date);
// 1 = 1 January … 366.
int fl_date_year_day(int64_t date);
// Reads exactly "YYYY-MM-DD"; false when the text has another form or the day does not exist.
bool fl_date_parse(const char *text, int64_t *date);
// What a date in another form ("2022-6-1", "2022/06/01", "20220601") is in this one, into `out`; false when it is none.
bool fl_date_guess(const char *text, char out[FL_DATE_TEXT]);
// Writes "YYYY-MM-DD" into `out` (FL_DATE_TEXT bytes) and returns it.
const char *fl_date_text(int64_t date, char *out);

#endif
