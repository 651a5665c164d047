#include "report/words.h"

#include <string.h>

static const char *const words[FL_WORDS][2] = {
#define FL_WORD(id, en, zh) {en, zh},
#include "report/words.def"
#undef FL_WORD
};

static fl_lang language = FL_LANG_EN;

void fl_set_lang(fl_lang lang) {
  language = lang;
}

fl_lang fl_get_lang(void) {
  return language;
}

const char *fl_word(fl_word_id id) {
  return words[id][language];
}

const char *fl_spoken(const char *english) {
  for (int id = 0; id < FL_WORDS && language != FL_LANG_EN; id++)
    if (strcmp(words[id][FL_LANG_EN], english) == 0) return words[id][language];
  return english;
}
