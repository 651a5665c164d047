// Field tables: one row per named value, from which structs, checks, Lua names, SQL columns and reference docs are derived.
//
// A .def file lists rows
//   FL_FIELD(kind, member, "lua.name", "unit", min, max, default, "choice|choice", "meaning", "source")
// and is included wherever something is derived from it. `kind` fixes the C type of the member (FL_CTYPE_*).
// FL_FIXED is the same for a value that is read when the world is built and cannot be moved while it runs.
// `min`, `max` and `default` are in the unit the user writes: yuan for MONEY (stored as fen), days since 1970-01-01 for DATE,
// an index into the choices for CHOICE, a bit mask over them for SET. A TEXT with a `max` takes whole numbers of the range as well.
#ifndef FANLOOP_FIELD_H
#define FANLOOP_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Active relations of a fan, 8 or 16: an option of the build (cmake -D FL_SLOTS=16).
#ifndef FL_SLOTS
#define FL_SLOTS 8
#endif

enum {
  FL_NAME_MAX = 64,   // bytes of a name, NUL included
  FL_TEXT_MAX = 160,  // bytes of a one-line text
  FL_CATEGORIES = 12, // goods categories
  FL_BRAND_KINDS = 5,
  FL_RIGHTS = 7, // rights of buyers
  FL_OFFERS = 4  // offers of a room and day
};

// Tiers of rooms, the smallest first, and the least followers of each: FL_TIER_waist, FL_LEAST_waist.
enum {
#define FL_ROOM_TIER(name, least) FL_TIER_##name,
#include "fanloop/room_tiers.def"
#undef FL_ROOM_TIER
  FL_ROOM_TIERS
};
enum {
#define FL_ROOM_TIER(name, least) FL_LEAST_##name = least,
#include "fanloop/room_tiers.def"
#undef FL_ROOM_TIER
};

// Kinds of seller, in the order of kinds.def.
typedef enum fl_brand_kind { FL_KIND_BELT, FL_KIND_KUAI, FL_KIND_BIG, FL_KIND_COUNTERFEITER, FL_KIND_NEW } fl_brand_kind;

// No value given yet: a required DATE, or a DATE that the model derives.
#define FL_NO_DATE INT64_MIN
// In a table: no default, the user has to say it.
#define FL_REQUIRED __builtin_nan("")
// "No limit" for MONEY and INT fields that cap something.
#define FL_UNLIMITED INT64_MAX

typedef enum fl_kind {
  FL_KIND_REAL,   // double
  FL_KIND_INT,    // int64_t, a whole number
  FL_KIND_MONEY,  // int64_t fen, written in yuan
  FL_KIND_DATE,   // int64_t days since 1970-01-01, written "YYYY-MM-DD"
  FL_KIND_BOOL,   // int64_t 0 or 1
  FL_KIND_CHOICE, // int64_t index into `choices`
  FL_KIND_SET,    // int64_t bit mask over `choices`
  FL_KIND_TEXT,   // char[FL_NAME_MAX]
  FL_KIND_LINE    // char[FL_TEXT_MAX]; columns of output tables only, no field of a user's
} fl_kind;

// Names of the goods categories, in the order of categories.def.
#define FL_CATEGORY_CHOICES                                                                                                        \
  "women_apparel|men_apparel|shoes_bags|beauty|food|fresh|home|mother_baby|jewelry|electronics|sports_auto|health_books"
// Names of the tiers of rooms, in the order of room_tiers.def.
#define FL_ROOM_TIER_CHOICES "tail|waist|1m|3m|5m|head"
// What a gate asks for: reputation, or a score (M09) in the order of fl_score, one further on.
#define FL_SCORE_CHOICES "reputation|all|shop|host|goods"
// Names of the rights of buyers, in the order of rights.def, and who can pay for them.
#define FL_RIGHT_CHOICES "seven_day|shipping_cover|refund_only|fake_nine|certificate|first_order|phone_warranty"
#define FL_PAYER_CHOICES "seller|platform|insurance"
// Names of the kinds of policy, in the order of policies.def: "|festival|subsidy|…".
extern const char fl_policy_names[];
#define FL_POLICY_CHOICES  (fl_policy_names + 1)
#define FL_CTYPE_REAL(m)   double m
#define FL_CTYPE_INT(m)    int64_t m
#define FL_CTYPE_MONEY(m)  int64_t m
#define FL_CTYPE_DATE(m)   int64_t m
#define FL_CTYPE_BOOL(m)   int64_t m
#define FL_CTYPE_CHOICE(m) int64_t m
#define FL_CTYPE_SET(m)    int64_t m
#define FL_CTYPE_TEXT(m)   char m[FL_NAME_MAX]
#define FL_CTYPE_LINE(m)   char m[FL_TEXT_MAX]

// One row of a field table. Strings are static. `offset` is the member's place in its struct, in bytes.
typedef struct fl_field {
  const char *name;
  fl_kind kind;
  const char *unit;
  double min, max, dflt;
  const char *choices; // "a|b|c", or "" where none
  const char *meaning;
  const char *source;
  size_t offset;
  bool fixed; // read when the world is built: it cannot be moved while it runs
} fl_field;

typedef struct fl_fields {
  const char *what; // "parameter", "festival", "subsidy", "brand", "room", "host"
  const fl_field *rows;
  size_t count;
  size_t struct_size; // bytes
} fl_fields;

// The row named `name`, or NULL.
const fl_field *fl_field_find(const fl_fields *fields, const char *name);
// The existing name nearest to `name` by edit distance (for "did you mean"), or NULL when none is close.
const char *fl_field_near(const fl_fields *fields, const char *name);
// Writes every default into the struct at `base` (struct_size bytes). A default of NAN on TEXT or DATE means "required".
void fl_fields_defaults(const fl_fields *fields, void *base);
bool fl_field_required(const fl_field *field);

// Reads and writes one member through its row. Integers of every kind travel as int64_t.
double fl_field_real(const fl_field *field, const void *base);
int64_t fl_field_int(const fl_field *field, const void *base);
const char *fl_field_text(const fl_field *field, const void *base);
void fl_field_put_real(const fl_field *field, void *base, double value);
void fl_field_put_int(const fl_field *field, void *base, int64_t value);
void fl_field_put_text(const fl_field *field, void *base, const char *value);

// The values a user may hand over, before they are checked.
typedef enum fl_value_type { FL_VALUE_NUMBER, FL_VALUE_TEXT, FL_VALUE_BOOL, FL_VALUE_LIST } fl_value_type;
typedef struct fl_value {
  fl_value_type type;
  double number;
  bool truth;
  const char *text;
  const char *const *items; // FL_VALUE_LIST: texts
  size_t item_count;
} fl_value;

// Checks `value` against the row and stores it at `base`. On failure nothing is stored, and `why` (FL_TEXT_MAX bytes at least)
// says what is wrong, what was expected with range and unit, and the nearest choice where there is one.
bool fl_field_set(const fl_field *field, void *base, const fl_value *value, char *why, size_t why_size);
// As fl_field_set, from text as written on a command line ("0.2", "true", "2022-05-01", "heavy,medium").
bool fl_field_parse(const fl_field *field, void *base, const char *text, char *why, size_t why_size);
// The member as a user would write it; returns `out`.
const char *fl_field_print(const fl_field *field, const void *base, char *out, size_t out_size);

#ifdef __cplusplus
}
#endif
#endif
