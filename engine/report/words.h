// Every text that the program says in two languages.
#ifndef FANLOOP_WORDS_H
#define FANLOOP_WORDS_H

typedef enum fl_lang { FL_LANG_EN, FL_LANG_ZH } fl_lang;

typedef enum fl_word_id {
#define FL_WORD(id, en, zh) FL_W_##id,
#include "report/words.def"
#undef FL_WORD
  FL_WORDS
} fl_word_id;

// The language of the program, chosen once at its start.
void fl_set_lang(fl_lang lang);
fl_lang fl_get_lang(void);
// A text in that language. The conversions of both languages of a row are the same, in the same order.
const char *fl_word(fl_word_id id);
// A text of another table, which has it in English, in that language: itself where words.def has no row of it.
const char *fl_spoken(const char *english);

#endif
