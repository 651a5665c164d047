// Field tables: finding rows, defaults, and reading and writing members through their rows.
#include "fanloop/field.h"

#include "base/nearname.h"
#include "base/utf8.h"
#include "params/number.h"

#include <assert.h>
#include <math.h>
#include <string.h>

const fl_field *fl_field_find(const fl_fields *fields, const char *name) {
  for (size_t i = 0; i < fields->count; i++)
    if (strcmp(fields->rows[i].name, name) == 0) return &fields->rows[i];
  return NULL;
}

// What people call a field, where it is no misspelling.
static const struct { const char *said, *meant; } synonyms[] = {{"fans", "followers"}, {"name", "id"}};

const char *fl_field_near(const fl_fields *fields, const char *name) {
  fl_near near = fl_near_start(name);
  for (size_t i = 0; i < fields->count; i++) fl_near_offer(&near, fields->rows[i].name);
  if (near.best) return near.best;
  for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
    if (strcmp(synonyms[i].said, name) == 0 && fl_field_find(fields, synonyms[i].meant)) return synonyms[i].meant;
  // "gain_per_hour" for "trust.gain_per_hour": the group was left out.
  for (size_t i = 0; i < fields->count; i++) {
    const char *dot = strchr(fields->rows[i].name, '.');
    if (dot && strcmp(dot + 1, name) == 0) return fields->rows[i].name;
  }
  return NULL;
}

bool fl_field_required(const fl_field *field) {
  return isnan(field->dflt);
}

// The stored form of a default. "No value yet" is NaN for reals and FL_NO_DATE for everything that is kept as an integer.
static int64_t stored_default(const fl_field *field) {
  if (isnan(field->dflt)) return FL_NO_DATE;
  if (field->dflt >= 0x1p63) return FL_UNLIMITED;
  if (field->kind == FL_KIND_MONEY) return fl_whole(field->dflt * 100);
  return (int64_t)field->dflt;
}

void fl_fields_defaults(const fl_fields *fields, void *base) {
  memset(base, 0, fields->struct_size);
  for (size_t i = 0; i < fields->count; i++) {
    const fl_field *field = &fields->rows[i];
    if (field->kind == FL_KIND_REAL)
      fl_field_put_real(field, base, field->dflt);
    else if (field->kind != FL_KIND_TEXT)
      fl_field_put_int(field, base, stored_default(field));
  }
}

double fl_field_real(const fl_field *field, const void *base) {
  assert(field->kind == FL_KIND_REAL);
  double value;
  memcpy(&value, (const char *)base + field->offset, sizeof value);
  return value;
}

int64_t fl_field_int(const fl_field *field, const void *base) {
  assert(field->kind != FL_KIND_REAL && field->kind != FL_KIND_TEXT);
  int64_t value;
  memcpy(&value, (const char *)base + field->offset, sizeof value);
  return value;
}

const char *fl_field_text(const fl_field *field, const void *base) {
  assert(field->kind == FL_KIND_TEXT);
  return (const char *)base + field->offset;
}

void fl_field_put_real(const fl_field *field, void *base, double value) {
  assert(field->kind == FL_KIND_REAL);
  memcpy((char *)base + field->offset, &value, sizeof value);
}

void fl_field_put_int(const fl_field *field, void *base, int64_t value) {
  assert(field->kind != FL_KIND_REAL && field->kind != FL_KIND_TEXT);
  memcpy((char *)base + field->offset, &value, sizeof value);
}

void fl_field_put_text(const fl_field *field, void *base, const char *value) {
  assert(field->kind == FL_KIND_TEXT);
  fl_utf8_copy((char *)base + field->offset, FL_NAME_MAX, value);
}
