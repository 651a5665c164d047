// fanloop params: the catalogue.
#include "cli/command.h"

#include "base/nearname.h"
#include "fanloop/scenario.h"
#include "params/choices.h"
#include "params/number.h"
#include "params/reference.h"
#include "params/switches.h"
#include "report/json.h"
#include "report/text.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELL = 512 };
#define OWN   "own "
#define MAKER "fl."

typedef struct part {
  const char *name, *prefix; // "subsidy", "subsidy."
  const fl_fields *fields;
} part;

static const part parts[] = {{"parameter", "", &fl_param_fields},
                             {"setup", "", &fl_setup_fields},
#define FL_POLICY(kind, name, ...) {#name, #name ".", &fl_##name##_fields},
#include "fanloop/policies.def"
                             {"brand", "brand.", &fl_brand_fields},
                             {"room", "room.", &fl_room_fields},
                             {"host", "host.", &fl_host_fields}};
enum { PARTS = sizeof parts / sizeof *parts };

// A constructor's fields whose prefix parameters of the model have as well say that they are a user's own.
static const char *full_name(const part *p, const fl_field *field, char out[CELL]) {
  bool own = false;
  for (size_t i = 0; p->prefix[0] && i < fl_param_fields.count && !own; i++)
    own = strncmp(fl_param_fields.rows[i].name, p->prefix, strlen(p->prefix)) == 0;
  snprintf(out, CELL, "%s%s%s", own ? OWN : "", p->prefix, field->name);
  return out;
}

// * and ? over the whole text.
static bool glob(const char *pattern, const char *text) {
  const char *star = NULL, *mark = NULL;
  while (*text) {
    if (*pattern == '*') {
      star = pattern++;
      mark = text;
    } else if (*pattern == '?' || tolower((unsigned char)*pattern) == tolower((unsigned char)*text)) {
      pattern++;
      text++;
    } else if (star) {
      pattern = star + 1;
      text = ++mark;
    } else {
      return false;
    }
  }
  while (*pattern == '*') pattern++;
  return *pattern == '\0';
}

static bool contains(const char *text, const char *part_of) {
  const size_t length = strlen(part_of);
  for (; *text; text++) {
    size_t i = 0;
    while (i < length && text[i] && tolower((unsigned char)text[i]) == tolower((unsigned char)part_of[i])) i++;
    if (i == length) return true;
  }
  return length == 0;
}

static const struct {
  const char *term, *names;
} terms[] = {
#define FL_TERM(term, names) {term, names},
#include "fanloop/terms.def"
#undef FL_TERM
};

// The same words, in capitals or not, with blanks or hyphens: "cold start" and "Cold-start".
static bool same_words(const char *a, const char *b) {
  for (; *a && *b; a++, b++) {
    const bool gaps = (*a == ' ' || *a == '-') && (*b == ' ' || *b == '-');
    if (!gaps && tolower((unsigned char)*a) != tolower((unsigned char)*b)) return false;
  }
  return *a == *b;
}

// Whether `name` belongs to a mechanism or programme whose Chinese term holds the pattern, or is it where it has no Chinese (616, Trust Buy).
static bool has_term(const char *pattern, const char *name) {
  bool chinese = false;
  char one[CELL];
  for (const char *at = pattern; *at; at++) chinese |= (unsigned char)*at >= 0x80;
  for (size_t t = 0; t < sizeof terms / sizeof *terms; t++) {
    if (chinese ? !strstr(terms[t].term, pattern) : !same_words(terms[t].term, pattern)) continue;
    for (const char *at = terms[t].names; *at; at += strspn(at, "+")) {
      const size_t length = strcspn(at, "+");
      snprintf(one, sizeof one, "%.*s", (int)length, at);
      if (glob(one, name)) return true;
      at += length;
    }
  }
  return false;
}

static bool matches(const part *p, const char *pattern, const char *name, const fl_field *field) {
  if (!pattern) return true;
  // 'fl.rights*': what its constructor takes.
  const bool made = strncmp(pattern, MAKER, strlen(MAKER)) == 0;
  if (made && (p->fields == &fl_param_fields || p->fields == &fl_setup_fields)) return false;
  if (made) pattern += strlen(MAKER);
  if (has_term(pattern, name)) return true;
  const char *plain = strncmp(name, OWN, strlen(OWN)) == 0 ? name + strlen(OWN) : name; // 'room.*' is meant to show them all
  if (strpbrk(pattern, "*?")) return glob(pattern, name) || glob(pattern, plain) || glob(pattern, field->name);
  if (made) return strncmp(plain, pattern, strlen(pattern)) == 0;
  return contains(name, pattern) || contains(field->meaning, pattern);
}

static const char *range_text(const fl_field *field, char out[CELL]) {
  char low[FL_NUMBER_TEXT], high[FL_NUMBER_TEXT];
  if (field->kind == FL_KIND_TEXT)
    snprintf(out, CELL, "text");
  else if (field->kind == FL_KIND_BOOL)
    snprintf(out, CELL, "true, false");
  else if (field->choices[0])
    fl_choice_list(field->choices, out, CELL);
  else
    snprintf(out, CELL, "%s … %s", fl_bound_text(field, field->min, low), fl_bound_text(field, field->max, high));
  return out;
}

static const char *default_text(const fl_field *field, const void *defaults, char out[CELL]) {
  if (fl_field_required(field)) return strcpy(out, fl_word(FL_W_p_required));
  fl_field_print(field, defaults, out, CELL);
  return out[0] ? out : strcpy(out, "–");
}

// What switches the mechanism of a field on; "" where it needs nothing.
static const char *switched_by(const part *p, const fl_field *field) {
  const fl_switch_id id = fl_switch_of(p->fields, field);
  return id < FL_SWITCHES ? fl_switches[id].on : "";
}

static void print_entry(const part *p, const char *name, const fl_field *field, const void *defaults) {
  char range[CELL], dflt[CELL], line[2 * CELL];
  printf("%s = %s%s%s\n", name, default_text(field, defaults, dflt), field->unit[0] ? "  " : "", field->unit);
  fl_text_wrap(stdout, field->meaning, 4);
  snprintf(line, sizeof line, "%s%s%s%s%s%s%s%s%s", fl_word(FL_W_p_range), fl_word(FL_W_colon), range_text(field, range),
           field->source[0] ? " · " : "", field->source[0] ? fl_word(FL_W_p_source) : "",
           field->source[0] ? fl_word(FL_W_colon) : "", field->source, field->fixed ? " · " : "",
           field->fixed ? fl_word(FL_W_p_fixed) : "");
  fl_text_wrap(stdout, line, 4);
  if (!switched_by(p, field)[0]) return;
  snprintf(line, sizeof line, "%s%s%s", fl_word(FL_W_p_switch), fl_word(FL_W_colon), fl_spoken(switched_by(p, field)));
  fl_text_wrap(stdout, line, 4);
}

static const char *kind_name(fl_kind kind) {
  static const char *const names[] = {"real", "integer", "money", "date", "boolean", "choice", "set", "text", "line"};
  return names[kind];
}

static void json_number(fl_json *json, const char *key, const fl_field *field, double value) {
  char text[FL_NUMBER_TEXT];
  if (field->kind == FL_KIND_DATE)
    fl_json_text(json, key, fl_bound_text(field, value, text));
  else
    fl_json_real(json, key, value);
}

static void json_choices(fl_json *json, const fl_field *field) {
  char name[FL_NAME_MAX];
  fl_json_open(json, "choices", '[');
  for (int64_t i = 0; fl_choice_name(field->choices, i, name); i++) fl_json_text(json, NULL, name);
  fl_json_close(json, ']');
}

static void json_entry(fl_json *json, const part *p, const char *name, const fl_field *field, const void *defaults) {
  char dflt[CELL];
  fl_json_open(json, NULL, '{');
  fl_json_text(json, "name", name);
  fl_json_text(json, "part", p->name);
  fl_json_text(json, "field", field->name);
  fl_json_text(json, "type", kind_name(field->kind));
  fl_json_text(json, "unit", field->unit);
  if (field->choices[0]) {
    json_choices(json, field);
  } else if (field->kind != FL_KIND_TEXT && field->kind != FL_KIND_BOOL) {
    json_number(json, "min", field, field->min);
    json_number(json, "max", field, field->max);
  }
  fl_json_bool(json, "required", fl_field_required(field));
  fl_json_bool(json, "fixed", field->fixed); // read when the world is built
  // As it would be written in --set; nothing where it has to be said, or follows from other fields.
  if (!fl_field_required(field) && fl_field_print(field, defaults, dflt, CELL)[0]) fl_json_text(json, "default", dflt);
  if (switched_by(p, field)[0]) fl_json_text(json, "switched_on_by", switched_by(p, field));
  fl_json_text(json, "meaning", field->meaning);
  fl_json_text(json, "source", field->source);
  fl_json_close(json, '}');
}

static size_t list_part(const part *p, const char *pattern, fl_json *json) {
  char name[CELL];
  size_t count = 0;
  void *defaults = malloc(p->fields->struct_size);
  if (!defaults) return 0;
  fl_fields_defaults(p->fields, defaults);
  for (size_t i = 0; i < p->fields->count; i++) {
    const fl_field *field = &p->fields->rows[i];
    if (!matches(p, pattern, full_name(p, field, name), field)) continue;
    count++;
    if (json)
      json_entry(json, p, name, field, defaults);
    else
      print_entry(p, name, field, defaults);
  }
  free(defaults);
  return count;
}

// The group that a pattern of a whole group may have meant: 'sub.*' and 'trsut.*'.
static bool near_group(const char *pattern, char out[CELL]) {
  char name[CELL], wanted[CELL];
  const char *dot = strchr(pattern, '.');
  if (!dot || dot == pattern || dot - pattern >= CELL || !strpbrk(dot, "*?")) return false;
  snprintf(wanted, sizeof wanted, "%.*s", (int)(dot - pattern), pattern);
  fl_near near = fl_near_start(wanted);
  bool begins = false;
  for (int i = 0; i < PARTS; i++) {
    for (size_t f = 0; f < parts[i].fields->count; f++) {
      full_name(&parts[i], &parts[i].fields->rows[f], name);
      char *end = strchr(name, '.');
      if (!end) continue;
      *end = '\0';
      if (!begins && strncmp(name, wanted, strlen(wanted)) == 0) {
        strcpy(out, name);
        begins = true;
      }
      if (!begins) fl_near_offer(&near, name);
      if (near.best == name) near.best = strcpy(out, name);
    }
  }
  if (begins || near.best) strcat(out, ".*");
  return begins || near.best;
}

// 'trsut' and 'coverge': a group, or a name without its group. `name` is for one of them, `best` for the nearest.
static void offer_parts(fl_near *near, char name[CELL], char best[CELL]) {
  for (int i = 0; i < PARTS; i++) {
    for (size_t f = 0; f < parts[i].fields->count; f++) {
      full_name(&parts[i], &parts[i].fields->rows[f], name);
      const char *plain = strncmp(name, OWN, strlen(OWN)) == 0 ? name + strlen(OWN) : name, *dot = strchr(plain, '.');
      char part_of[CELL];
      for (int side = 0; dot && side < 2; side++) {
        snprintf(part_of, sizeof part_of, "%.*s", side ? CELL - 1 : (int)(dot - plain), side ? dot + 1 : plain);
        fl_near_offer(near, part_of);
        if (near->best == part_of) near->best = strcpy(best, part_of);
      }
    }
  }
}

static int nothing_found(const char *pattern) {
  char best[CELL] = "", name[CELL];
  if (near_group(pattern, best)) return fl_wrong_use("params", fl_word(FL_W_no_params_near), pattern, best);
  fl_near near = fl_near_start(pattern);
  for (int i = 0; i < PARTS; i++) {
    for (size_t f = 0; f < parts[i].fields->count; f++) {
      fl_near_offer(&near, full_name(&parts[i], &parts[i].fields->rows[f], name));
      if (near.best == name) near.best = strcpy(best, name);
    }
  }
  if (!near.best) offer_parts(&near, name, best);
  if (near.best) return fl_wrong_use("params", fl_word(FL_W_no_params_near), pattern, best);
  return fl_wrong_use("params", fl_word(FL_W_no_params), pattern);
}

int fl_command_params(const fl_args *args) {
  const char *pattern = args->operand_count ? args->operands[0] : NULL;
  fl_json json = {.out = stdout};
  const bool as_json = args->given[FL_OPTION_json] != NULL;
  size_t found = 0, all = 0;
  if (as_json) fl_json_open(&json, NULL, '[');
  for (int i = 0; i < PARTS; i++) {
    found += list_part(&parts[i], pattern, as_json ? &json : NULL);
    all += parts[i].fields->count;
  }
  if (as_json) fl_json_close(&json, ']');
  if (found == 0) return nothing_found(pattern);
  if (!as_json && pattern) printf(fl_word(FL_W_p_count), found, all), putchar('\n');
  return FL_EXIT_DONE;
}
