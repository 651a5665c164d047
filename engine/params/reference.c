#include "params/reference.h"

#include "base/date.h"
#include "fanloop/seller.h"
#include "params/choices.h"
#include "params/number.h"
#include "params/switches.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELL = 512 };

void fl_write_text(const fl_writer *writer, const char *text) {
  writer->write(writer->ctx, text, strlen(text));
}

const char *fl_bound_text(const fl_field *field, double value, char *out) {
  return field->kind == FL_KIND_DATE ? fl_date_text((int64_t)value, out) : fl_number_text(value, out);
}

static const char *range_cell(const fl_field *field, char out[CELL]) {
  char lo[FL_NUMBER_TEXT], hi[FL_NUMBER_TEXT];
  if (field->kind == FL_KIND_TEXT && field->max > 0)
    snprintf(out, CELL, "%s … %s, or a name", fl_bound_text(field, field->min, lo), fl_bound_text(field, field->max, hi));
  else if (field->kind == FL_KIND_TEXT)
    snprintf(out, CELL, "text");
  else if (field->kind == FL_KIND_BOOL)
    snprintf(out, CELL, "true or false");
  else if (field->choices[0])
    fl_choice_list(field->choices, out, CELL);
  else
    snprintf(out, CELL, "%s … %s", fl_bound_text(field, field->min, lo), fl_bound_text(field, field->max, hi));
  return out;
}

static const char *default_cell(const fl_field *field, const void *defaults, char out[CELL]) {
  if (fl_field_required(field)) return strcpy(out, "*required*");
  fl_field_print(field, defaults, out, CELL);
  return out[0] ? out : strcpy(out, "–");
}

// In a table cell a bar would end the cell.
static void write_cell(const fl_writer *writer, const char *text) {
  fl_write_text(writer, "| ");
  for (const char *at = text; *at; at++) {
    if (*at == '|') fl_write_text(writer, "\\");
    writer->write(writer->ctx, at, 1);
  }
  fl_write_text(writer, " ");
}

static void write_table(const fl_writer *writer, const char *title, const fl_fields *fields) {
  char cell[CELL];
  void *defaults = malloc(fields->struct_size);
  if (!defaults) return;
  fl_fields_defaults(fields, defaults);
  fl_write_text(writer, title);
  fl_write_text(writer, "\n\n| name | unit | range | default | meaning | source |\n|---|---|---|---|---|---|\n");
  for (size_t i = 0; i < fields->count; i++) {
    const fl_field *field = &fields->rows[i];
    snprintf(cell, sizeof cell, "| `%s` ", field->name);
    fl_write_text(writer, cell);
    write_cell(writer, field->unit);
    write_cell(writer, range_cell(field, cell));
    write_cell(writer, default_cell(field, defaults, cell));
    const fl_switch_id id = fl_switch_of(fields, field);
    snprintf(cell, sizeof cell, "%s%s%s%s", field->meaning, field->fixed ? " ◊" : "", id < FL_SWITCHES ? " · switched on by " : "",
             id < FL_SWITCHES ? fl_switches[id].on : "");
    write_cell(writer, cell);
    write_cell(writer, field->source);
    fl_write_text(writer, "|\n");
  }
  fl_write_text(writer, "\n");
  free(defaults);
}

static void write_facts(const fl_writer *writer) {
  char cell[CELL];
  fl_write_text(
      writer,
      "## What a strategy sees (`view`)\n\nOf one real seller; of a room, its own.\n\n| name | unit | meaning |\n|---|---|---|\n");
  for (size_t i = 0; i < fl_seller_facts.count; i++) {
    const fl_field *fact = &fl_seller_facts.rows[i];
    snprintf(cell, sizeof cell, "| `%s` ", fact->name);
    fl_write_text(writer, cell);
    write_cell(writer, fact->unit[0] || !fact->choices[0] ? fact->unit : fl_choice_list(fact->choices, cell, sizeof cell));
    write_cell(writer, fact->meaning);
    fl_write_text(writer, "|\n");
  }
  fl_write_text(writer, "\n");
}

static void write_decisions(const fl_writer *writer) {
  char cell[CELL];
  fl_write_text(
      writer,
      "## What a strategy decides\n\nWhat it does not return stays as it is. ◊ is the brand's as a whole: a room's strategy cannot "
      "decide it.\n\n| name | unit | range | meaning |\n|---|---|---|---|\n");
  for (size_t i = 0; i < fl_decision_fields.count; i++) {
    const fl_field *field = &fl_decision_fields.rows[i];
    snprintf(cell, sizeof cell, "| `%s` ", field->name);
    fl_write_text(writer, cell);
    write_cell(writer, field->unit);
    write_cell(writer, range_cell(field, cell));
    snprintf(cell, sizeof cell, "%s%s", field->meaning, field->fixed ? " ◊" : "");
    write_cell(writer, cell);
    fl_write_text(writer, "|\n");
  }
}

void fl_params_write_reference(const fl_writer *writer) {
  fl_write_text(writer,
                "# Parameters\n\n"
                "<!-- Generated from engine/include/fanloop/*.def; a test compares. Do not edit. -->\n\n"
                "Every name below can be given in a scenario and with `--set name=value`; policies as `--set id.name=value`.\n"
                "Money is in yuan with at most two decimals, dates are `YYYY-MM-DD`. ◊ is read when the world is built: hooks "
                "cannot move it.\n\n");
  write_table(writer, "## Model (`params`)", &fl_param_fields);
  write_table(writer, "## Set-up (`calendar`, `world`, `seed`)", &fl_setup_fields);
  for (int kind = 0; kind < FL_POLICY_KINDS; kind++) {
    char title[CELL];
    snprintf(title, sizeof title, "## %s (`fl.%s`)", fl_policy_title((fl_policy_kind)kind),
             fl_policy_kind_name((fl_policy_kind)kind));
    write_table(writer, title, fl_policy_fields((fl_policy_kind)kind));
  }
  write_table(writer, "## Brand (`fl.brand`)", &fl_brand_fields);
  write_table(writer, "## Room (`fl.room`)", &fl_room_fields);
  write_table(writer, "## Host (`fl.host`)", &fl_host_fields);
  write_facts(writer);
  write_decisions(writer);
}
