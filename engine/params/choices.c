#include "params/choices.h"

#include "base/nearname.h"

#include <stdio.h>
#include <string.h>

bool fl_choice_name(const char *choices, int64_t index, char *out) {
  const char *at = choices;
  if (index < 0 || !*choices) return false;
  for (int64_t i = 0; i < index; i++) {
    at = strchr(at, '|');
    if (!at) return false;
    at++;
  }
  const size_t length = strcspn(at, "|");
  if (length >= FL_NAME_MAX) return false;
  memcpy(out, at, length);
  out[length] = 0;
  return true;
}

int64_t fl_choice_find(const char *choices, const char *name) {
  char choice[FL_NAME_MAX];
  for (int64_t i = 0; fl_choice_name(choices, i, choice); i++)
    if (strcmp(choice, name) == 0) return i;
  return -1;
}

// Choices by their Chinese names, which stand in what they mean: "brands grown on the platform (快品牌)".
static const struct {
  const char *name, *what;
} meanings[] = {
#define FL_BRAND_KIND(k, what, share, quality, service, price, outside, honesty, margin) {#k, what},
#include "fanloop/kinds.def"
#undef FL_BRAND_KIND
#define FL_CATEGORY(c, what, need, price, amplitude, peak, fit) {#c, what},
#include "fanloop/categories.def"
#undef FL_CATEGORY
#define FL_RIGHT(r, what, trigger, payer, eligible, claim, cost, unit, fit, described, fake) {#r, what},
#include "fanloop/rights.def"
#undef FL_RIGHT
};

// The choice whose Chinese name holds `name`; -1: there is none.
static int64_t find_chinese(const char *choices, const char *name) {
  int64_t found = -1;
  bool chinese = false;
  for (const char *at = name; *at; at++) chinese |= (unsigned char)*at >= 0x80;
  for (size_t i = 0; chinese && i < sizeof meanings / sizeof *meanings && found < 0; i++)
    if (strstr(meanings[i].what, name)) found = fl_choice_find(choices, meanings[i].name);
  return found;
}

bool fl_choice_near(const char *choices, const char *name, char *out) {
  char choice[FL_NAME_MAX];
  const int64_t chinese = find_chinese(choices, name);
  if (chinese >= 0) return fl_choice_name(choices, chinese, out);
  fl_near near = fl_near_start(name);
  int64_t best = -1;
  for (int64_t i = 0; fl_choice_name(choices, i, choice); i++) {
    near.best = NULL;
    fl_near_offer(&near, choice);
    if (near.best) best = i;
  }
  return best >= 0 && fl_choice_name(choices, best, out);
}

const char *fl_choice_list(const char *choices, char *out, size_t out_size) {
  char choice[FL_NAME_MAX], next[FL_NAME_MAX];
  size_t used = 0;
  out[0] = 0;
  for (int64_t i = 0; fl_choice_name(choices, i, choice); i++) {
    const bool last = !fl_choice_name(choices, i + 1, next);
    const int length = snprintf(out + used, out_size - used, "%s%s", i == 0 ? "" : last ? " or " : ", ", choice);
    if (length < 0 || (size_t)length >= out_size - used) {
      const size_t mark = sizeof "…"; // three bytes and a NUL
      if (out_size > mark) memcpy(out + (used + mark > out_size ? out_size - mark : used), "…", mark);
      return out;
    }
    used += (size_t)length;
  }
  return out;
}
