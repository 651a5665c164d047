// fanloop check: what decides the answer beside the policies – parameters, rights of the world, variants, metrics.
#include "cli/check.h"

#include "cli/arms.h"
#include "params/choices.h"
#include "report/json.h"
#include "report/text.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_PARAMS = 10, MOST_METRICS = 16, MOST_VARIANTS = 8, MOST_CHANGES = 3 };

// ---- A list in the making ---------------------------------------------------------------------------------------------------------

// Items that do not part at the end of a line, the first few of them.
typedef struct list {
  char text[4 * FL_SAID];
  size_t used, shown, most, count;
} list;

static void add(list *l, const char *item) {
  if (l->count++ >= l->most || l->used + strlen(item) + 8 > sizeof l->text) return;
  l->used += (size_t)snprintf(l->text + l->used, sizeof l->text - l->used, "%s", l->shown++ ? fl_word(FL_W_comma) : "");
  for (; *item && l->used + 4 < sizeof l->text; item++) {
    if (*item == ' ') {
      memcpy(l->text + l->used, "\u00a0", 2);
      l->used += 2;
    } else {
      l->text[l->used++] = *item;
    }
  }
  l->text[l->used] = '\0';
}

// `intro` stands in front of it. Nothing where the list is empty.
static void print_list(list *l, fl_word_id label, const char *intro) {
  char line[sizeof l->text + FL_SAID], more[FL_SAID] = "";
  if (!l->count) return;
  if (l->count > l->shown) snprintf(more, sizeof more, fl_word(FL_W_c_more), (long long)(l->count - l->shown));
  snprintf(line, sizeof line, "%s%s%s", intro, l->text, more);
  fl_text_wrap_under(stdout, fl_word(label), line, FL_CHECK_LABEL);
}

// ---- Parameters -------------------------------------------------------------------------------------------------------------------

// Whether the scenario has another value than the preset of its world; both as a user would write them.
static bool is_changed(const fl_check *check, const fl_field *field, char own[FL_TEXT_MAX], char world[FL_TEXT_MAX]) {
  fl_field_print(field, &check->scenario->params, own, FL_TEXT_MAX);
  fl_field_print(field, fl_lua_preset(check->lua), world, FL_TEXT_MAX);
  return strcmp(own, world) != 0;
}

static void print_params(const fl_check *check) {
  list l = {.most = MOST_PARAMS};
  char own[FL_TEXT_MAX], world[FL_TEXT_MAX], item[FL_SAID];
  for (size_t i = 0; i < fl_param_fields.count; i++) {
    const fl_field *field = &fl_param_fields.rows[i];
    if (!is_changed(check, field, own, world)) continue;
    snprintf(item, sizeof item, fl_word(FL_W_c_param), field->name, own, world);
    add(&l, item);
  }
  print_list(&l, FL_W_c_params, fl_word(FL_W_c_params_text));
}

// ---- Rights -----------------------------------------------------------------------------------------------------------------------

typedef struct world_right {
  const char *name;
  double coverage, of_preset;
} world_right;

static void fill_rights(const fl_check *check, world_right out[FL_RIGHTS]) {
  const fl_params *own = &check->scenario->params, *preset = fl_lua_preset(check->lua);
  size_t i = 0;
#define FL_RIGHT(r, ...) out[i++] = (world_right){#r, own->coverage_##r, preset->coverage_##r};
#include "fanloop/rights.def"
#undef FL_RIGHT
}

// Those that parameters hold on all days; dated ones are policies.
static void print_rights(const fl_check *check) {
  world_right rights[FL_RIGHTS];
  list l = {.most = FL_RIGHTS};
  bool world = true;
  char item[FL_SAID];
  fill_rights(check, rights);
  for (size_t i = 0; i < FL_RIGHTS; i++) {
    if (rights[i].coverage <= 0) continue;
    world = world && rights[i].coverage == rights[i].of_preset;
    snprintf(item, sizeof item, fl_word(FL_W_c_world_right), rights[i].name, 100 * rights[i].coverage);
    add(&l, item);
  }
  print_list(&l, FL_W_c_world_rights, fl_word(world ? FL_W_c_world_rights_text : FL_W_c_world_rights_params));
}

// ---- Variants, metrics ------------------------------------------------------------------------------------------------------------

// The changes of a variant, the first few of them.
static void print_variant(const fl_variant *variant, fl_word_id label) {
  char line[2 * FL_SAID], more[2 * FL_SAID];
  fl_variant first = *variant;
  if (first.change_count > MOST_CHANGES + 1) first.change_count = MOST_CHANGES;
  char *changes = fl_arms_changes(&first, true);
  const char *text = changes ? changes : "";
  if (first.change_count < variant->change_count)
    snprintf(more, sizeof more, fl_word(FL_W_c_variant_more), text, (long long)(variant->change_count - first.change_count));
  else
    snprintf(more, sizeof more, "%s", text);
  snprintf(line, sizeof line, fl_word(FL_W_c_variant), variant->name, fl_text_plural(more));
  fl_text_wrap_under(stdout, fl_word(label), line, FL_CHECK_LABEL);
  free(changes);
}

static void print_variants(const fl_scenario *s) {
  char line[FL_SAID];
  for (size_t v = 0; v < s->variant_count && v < MOST_VARIANTS; v++)
    print_variant(&s->variants[v], v ? FL_W_c_nothing : FL_W_c_variants);
  if (s->variant_count > MOST_VARIANTS) {
    fl_text_left(stdout, "", FL_CHECK_LABEL);
    fl_text_say(stdout, FL_W_c_variants_more, (long long)(s->variant_count - MOST_VARIANTS));
  }
  if (!s->variant_count) return;
  snprintf(line, sizeof line, s->baseline[0] ? "%s" : fl_word(FL_W_c_baseline_own), s->baseline[0] ? s->baseline : s->name);
  fl_text_wrap_under(stdout, fl_word(FL_W_c_baseline), line, FL_CHECK_LABEL);
}

static void print_metrics(const fl_check *check) {
  list l = {.most = MOST_METRICS};
  const char *name;
  for (size_t i = 0; (name = fl_lua_metric(check->lua, i)) != NULL; i++) add(&l, name);
  print_list(&l, FL_W_c_metrics, "");
}

void fl_check_print_terms(const fl_check *check) {
  print_params(check);
  print_rights(check);
}

void fl_check_print_study(const fl_check *check) {
  print_variants(check->scenario);
  print_metrics(check);
}

// ---- For machines -----------------------------------------------------------------------------------------------------------------

static void json_params(fl_json *json, const fl_check *check) {
  char own[FL_TEXT_MAX], world[FL_TEXT_MAX];
  fl_json_open(json, "params_changed", '[');
  for (size_t i = 0; i < fl_param_fields.count; i++) {
    if (!is_changed(check, &fl_param_fields.rows[i], own, world)) continue;
    fl_json_open(json, NULL, '{');
    fl_json_text(json, "name", fl_param_fields.rows[i].name);
    fl_json_text(json, "value", own);
    fl_json_text(json, "of_world", world);
    fl_json_close(json, '}');
  }
  fl_json_close(json, ']');
}

static void json_rights(fl_json *json, const fl_check *check) {
  world_right rights[FL_RIGHTS];
  fill_rights(check, rights);
  fl_json_open(json, "rights", '[');
  for (size_t i = 0; i < FL_RIGHTS; i++) {
    if (rights[i].coverage <= 0) continue;
    fl_json_open(json, NULL, '{');
    fl_json_text(json, "right", rights[i].name);
    fl_json_real(json, "coverage", rights[i].coverage);
    fl_json_close(json, '}');
  }
  fl_json_close(json, ']');
}

void fl_check_json_terms(fl_json *json, const fl_check *check) {
  const fl_scenario *s = check->scenario;
  const char *name;
  json_params(json, check);
  json_rights(json, check);
  fl_json_open(json, "variants", '[');
  for (size_t v = 0; v < s->variant_count; v++) {
    char *changes = fl_arms_changes(&s->variants[v], false);
    fl_json_open(json, NULL, '{');
    fl_json_text(json, "name", s->variants[v].name);
    fl_json_text(json, "changes", changes ? changes : "");
    fl_json_close(json, '}');
    free(changes);
  }
  fl_json_close(json, ']');
  if (s->variant_count) fl_json_text(json, "baseline", s->baseline[0] ? s->baseline : s->name);
  fl_json_open(json, "metrics", '[');
  for (size_t i = 0; (name = fl_lua_metric(check->lua, i)) != NULL; i++) fl_json_text(json, NULL, name);
  fl_json_close(json, ']');
}
