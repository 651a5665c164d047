// The description of rows, and their digest.
#include "fanloop/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void digest_of(fl_table_id table, const void *rows, size_t count, char out[33]) {
  fl_digest d;
  fl_digest_begin(&d);
  fl_digest_rows(&d, table, rows, count);
  fl_digest_text(&d, table, out);
}

static fl_row_census census_row(void) {
  return (fl_row_census){.date = 19000, .mean_trust = 0.25, .gini_gmv = 0.8};
}

static void every_table_is_described_once(void **state) {
  (void)state;
  for (int t = 0; t < FL_TABLES; t++) {
    assert_true(fl_tables[t].column_count > 0);
    for (int u = 0; u < t; u++) assert_string_not_equal(fl_tables[t].name, fl_tables[u].name);
    for (size_t c = 0; c < fl_tables[t].column_count; c++) {
      const fl_column *column = &fl_tables[t].columns[c];
      assert_true(column->offset < fl_tables[t].row_size);
      assert_true((column->kind == FL_KIND_CHOICE) == (column->choices[0] != '\0'));
      for (size_t d = 0; d < c; d++) assert_string_not_equal(column->name, fl_tables[t].columns[d].name);
    }
  }
}

static void every_key_names_columns_of_its_table(void **state) {
  (void)state;
  for (int t = 0; t < FL_TABLES; t++) {
    char key[256];
    snprintf(key, sizeof key, "%s", fl_tables[t].key);
    for (char *save = NULL, *word = strtok_r(key, ", ", &save); word; word = strtok_r(NULL, ", ", &save)) {
      bool found = false;
      for (size_t c = 0; c < fl_tables[t].column_count; c++) found |= strcmp(word, fl_tables[t].columns[c].name) == 0;
      assert_true(found);
    }
  }
}

static void equal_rows_have_equal_digests_whatever_lies_between_and_behind(void **state) {
  (void)state;
  fl_row_metric a, b;
  memset(&a, 0x00, sizeof a);
  memset(&b, 0xa5, sizeof b); // bytes after the end of a text, and padding if there is any
  a.date = b.date = 19000;
  a.value = b.value = 0.5;
  strcpy(a.name, "waist");
  strcpy(b.name, "waist");
  char x[33], y[33];
  digest_of(FL_T_metric, &a, 1, x);
  digest_of(FL_T_metric, &b, 1, y);
  assert_string_equal(x, y);
}

static void zero_has_no_sign_and_nan_no_payload(void **state) {
  (void)state;
  fl_row_census a = census_row(), b = census_row();
  a.need_level = 0.0, b.need_level = -0.0;
  a.brand_trust = __builtin_nan(""), b.brand_trust = -__builtin_nan("0x123");
  char x[33], y[33];
  digest_of(FL_T_census, &a, 1, x);
  digest_of(FL_T_census, &b, 1, y);
  assert_string_equal(x, y);
}

static void every_bit_of_every_number_moves_both_halves(void **state) {
  (void)state;
  fl_row_room_day row = {.date = 19000};
  char base[33], other[33];
  digest_of(FL_T_room_day, &row, 1, base);
  const fl_table *t = &fl_tables[FL_T_room_day];
  for (size_t c = 0; c < t->column_count; c++) {
    for (int bit = 0; bit < 63; bit++) {
      fl_row_room_day changed = row;
      uint64_t word;
      memcpy(&word, (char *)&changed + t->columns[c].offset, sizeof word);
      word ^= UINT64_C(1) << bit;
      memcpy((char *)&changed + t->columns[c].offset, &word, sizeof word);
      digest_of(FL_T_room_day, &changed, 1, other);
      assert_memory_not_equal(base, other, 16);
      assert_memory_not_equal(base + 16, other + 16, 16);
    }
  }
}

static void order_and_number_of_rows_count_but_not_how_they_are_handed_over(void **state) {
  (void)state;
  fl_row_census rows[3] = {census_row(), census_row(), census_row()};
  rows[1].date++, rows[2].date += 2;
  fl_row_census swapped[3] = {rows[1], rows[0], rows[2]};
  char whole[33], parts[33], other[33];
  digest_of(FL_T_census, rows, 3, whole);
  fl_digest d;
  fl_digest_begin(&d);
  fl_digest_rows(&d, FL_T_census, rows, 1);
  fl_digest_rows(&d, FL_T_census, rows, 0);
  fl_digest_rows(&d, FL_T_census, rows + 1, 2);
  fl_digest_text(&d, FL_T_census, parts);
  assert_string_equal(whole, parts);
  assert_int_equal(d.rows[FL_T_census], 3);
  digest_of(FL_T_census, swapped, 3, other);
  assert_string_not_equal(whole, other);
  digest_of(FL_T_census, rows, 2, other);
  assert_string_not_equal(whole, other);
}

static void texts_are_told_apart_by_where_they_end(void **state) {
  (void)state;
  fl_row_metric a = {.name = "ab"}, b = {.name = "ab"};
  char x[33], y[33];
  b.name[2] = '\1';
  digest_of(FL_T_metric, &a, 1, x);
  digest_of(FL_T_metric, &b, 1, y);
  assert_string_not_equal(x, y);
  memset(a.name, 'x', sizeof a.name); // full, without a NUL: read no further than the member
  digest_of(FL_T_metric, &a, 1, x);
}

// The digest is a contract: files made by one build are verified by another.
static void the_digest_of_known_rows_is_golden(void **state) {
  (void)state;
  fl_digest d;
  fl_digest_begin(&d);
  fl_row_census rows[2] = {census_row(), census_row()};
  fl_row_metric metric = {.date = -1, .name = "老铁 loyalty", .value = -1.0 / 3};
  fl_digest_rows(&d, FL_T_census, rows, 2);
  fl_digest_rows(&d, FL_T_metric, &metric, 1);
  char text[33];
  fl_digest_text(&d, FL_T_census, text);
  assert_string_equal(text, "36c7de5fd76702bb2006d9a778aae67a");
  fl_digest_text(&d, FL_T_metric, text);
  assert_string_equal(text, "14c9d2866f7bca2a3d16c1fa7de8fee7");
  fl_digest_text(&d, FL_T_event, text); // no rows
  assert_string_equal(text, "39d9b2528456bd5a336d97e79d773531");
}

static void the_digest_over_all_depends_on_each_table(void **state) {
  (void)state;
  char whole[33], other[33];
  fl_digest d;
  fl_digest_begin(&d);
  fl_digest_text(&d, FL_TABLES, whole);
  for (int t = 0; t < FL_TABLES; t++) {
    fl_digest changed = d;
    changed.table[t][0] ^= 1;
    fl_digest_text(&changed, FL_TABLES, other);
    assert_string_not_equal(whole, other);
    changed = d;
    changed.rows[t]++;
    fl_digest_text(&changed, FL_TABLES, other);
    assert_string_not_equal(whole, other);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_table_is_described_once),
      cmocka_unit_test(every_key_names_columns_of_its_table),
      cmocka_unit_test(equal_rows_have_equal_digests_whatever_lies_between_and_behind),
      cmocka_unit_test(zero_has_no_sign_and_nan_no_payload),
      cmocka_unit_test(every_bit_of_every_number_moves_both_halves),
      cmocka_unit_test(order_and_number_of_rows_count_but_not_how_they_are_handed_over),
      cmocka_unit_test(texts_are_told_apart_by_where_they_end),
      cmocka_unit_test(the_digest_of_known_rows_is_golden),
      cmocka_unit_test(the_digest_over_all_depends_on_each_table),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
