#include "world/transfer.h"

#include "base/digest.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "snapshots are little endian, and words go out as they lie in memory"
#endif

enum { WORD = 8, TEXT = 512 };

void fl_refuse(fl_transfer *t, fl_status status, const char *format, ...) {
  char text[TEXT];
  va_list args;
  if (t->status != FL_OK) return;
  t->status = status;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  fl_messages_add(t->messages, true, "%s", text);
}

static void say_damaged(fl_transfer *t) {
  fl_refuse(t, FL_BAD_SCENARIO, "the snapshot is damaged in its section '%s'", t->section);
}

static bool move(fl_transfer *t, void *bytes, size_t size) {
  if (size == 0 || t->way == FL_COUNTING) return true;
  return t->way == FL_SAVING ? t->out.write(t->out.ctx, bytes, size) : t->in.read(t->in.ctx, bytes, size);
}

static void absorb(fl_transfer *t, const void *bytes, size_t size, const unsigned char *last) {
  uint64_t lanes[2] = {t->lanes[0], t->lanes[1]}, word;
  for (size_t at = 0; at + WORD <= size; at += WORD) {
    memcpy(&word, (const char *)bytes + at, sizeof word);
    fl_absorb(lanes, word);
  }
  if (size % WORD) {
    memcpy(&word, last, sizeof word);
    fl_absorb(lanes, word);
  }
  memcpy(t->lanes, lanes, sizeof lanes);
}

void fl_carry(fl_transfer *t, void *bytes, size_t size) {
  const size_t rest = size % WORD, fill = rest ? WORD - rest : 0;
  unsigned char last[WORD] = {0}; // the bytes of the last word, and what fills it up
  const uint64_t all = (uint64_t)size + fill;
  if (t->status != FL_OK) return;
  if (t->way == FL_LOADING && all > t->left) {
    say_damaged(t);
    return;
  }
  if (!move(t, bytes, size) || !move(t, last + rest, fill)) {
    if (t->way == FL_LOADING)
      fl_refuse(t, FL_BAD_SCENARIO, "the snapshot ends too early, in its section '%s'", t->section);
    else
      t->status = FL_ENVIRONMENT;
    return;
  }
  t->carried += all;
  t->left -= t->way == FL_LOADING ? all : 0;
  if (t->way == FL_COUNTING) return;
  if (rest) memcpy(last, (const char *)bytes + size - rest, rest);
  absorb(t, bytes, size, last);
}

void fl_seal(fl_transfer *t) {
  const uint64_t here[2] = {t->lanes[0], t->lanes[1]};
  uint64_t there[2] = {here[0], here[1]};
  fl_carry(t, there, sizeof there);
  if (t->way == FL_LOADING && t->status == FL_OK && memcmp(there, here, sizeof here) != 0) say_damaged(t);
}

typedef struct head {
  char name[FL_SECTION_NAME];
  uint64_t size; // bytes of the content, without the seal behind it
} head;

void fl_section(fl_transfer *t, const char *name, void (*content)(fl_transfer *, void *), void *what) {
  head here = {.size = 0}, there;
  assert(strlen(name) < sizeof here.name);
  if (t->status != FL_OK) return;
  memcpy(here.name, name, strlen(name));
  if (t->way == FL_SAVING) {
    fl_transfer count = {.way = FL_COUNTING};
    content(&count, what);
    here.size = count.carried;
  }
  there = here;
  t->section = name;
  t->left = sizeof there;
  fl_carry(t, &there, sizeof there);
  if (t->way == FL_LOADING && t->status == FL_OK && memcmp(there.name, here.name, sizeof here.name) != 0) say_damaged(t);
  t->left = there.size;
  content(t, what);
  if (t->way == FL_LOADING && t->left != 0) say_damaged(t);
  t->left = sizeof t->lanes;
  fl_seal(t);
}

void fl_skip(fl_transfer *t) {
  char piece[4096];
  while (t->left > 0 && t->status == FL_OK) fl_carry(t, piece, t->left < sizeof piece ? (size_t)t->left : sizeof piece);
}
