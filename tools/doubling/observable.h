// What tools/doubling takes for an observable, and tests/test_doublings.c holds its page to: columns of output tables that add up over days
// and things and that the model's working decides, and not hardly more than a parameter.
#ifndef FANLOOP_DOUBLING_OBSERVABLE_H
#define FANLOOP_DOUBLING_OBSERVABLE_H

#include "fanloop/rows.h"

#include <stdbool.h>
#include <string.h>

// Columns that hardly more than a parameter decides (of kuai_month also which sellers there are, and what they sold): that they move says
// little more than that it is read. They count only where a row of the page names their table behind its scenario. So does whatever changes by
// the same part in all run numbers (tools/doubling), as governance_day.cheating where nobody looks.
static const char *const echoes[][2] = {{"outside_day", "utility"},
                                        {"governance_day", "refund_days"},
                                        {"governance_day", "interception"},
                                        {"governance_day", "cost_fen"},
                                        {"kuai_month", "young"},
                                        {"kuai_month", "own"},
                                        {"kuai_month", "own_share"},
                                        {"kuai_month", "main"},
                                        {"kuai_month", "main_share"}};

static inline bool is_echo(const fl_table *table, const fl_column *column) {
  for (size_t i = 0; i < sizeof echoes / sizeof *echoes; i++)
    if (strcmp(table->name, echoes[i][0]) == 0 && strcmp(column->name, echoes[i][1]) == 0) return true;
  return false;
}

// Whether a column of that name is in the table's key, "date, kind, level".
static inline bool in_key(const fl_table *table, const char *name) {
  const size_t length = strlen(name);
  for (const char *at = table->key; (at = strstr(at, name)); at += length)
    if ((at == table->key || at[-1] == ' ') && (at[length] == ',' || !at[length])) return true;
  return false;
}

// Numbers, summed over days and things: not those that stand for a thing, or for none by -1. Echoes are judged apart.
static inline bool adds_up(const fl_table *table, const fl_column *column) {
  const bool number =
      column->kind == FL_KIND_REAL || column->kind == FL_KIND_INT || column->kind == FL_KIND_MONEY || column->kind == FL_KIND_BOOL;
  return number && !in_key(table, column->name) && strncmp(column->doc, "index of", 8) != 0 && !strstr(column->doc, "; -1");
}

// Of a real column where a date has a row for each of many things, squares tell of spread; of one row they tell what the column tells.
static inline bool has_squares(const fl_table *table, const fl_column *column) {
  return column->kind == FL_KIND_REAL && (in_key(table, "room") || in_key(table, "brand") || in_key(table, "host"));
}

#endif
