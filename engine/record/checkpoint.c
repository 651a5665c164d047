// Checkpoints: their bytes, and how they get to the disk.
#include "record/checkpoint.h"

#include "base/digest.h"
#include "record/schema.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "checkpoints are little endian, and words go out as they lie in memory"
#endif

enum { WORD = 8, PIECE = 1 << 16, NUMBERS = 12, STAGES = 16 };

static const char kind[24] = "fanloop checkpoint";

static_assert(sizeof(fl_checkpoint_head) == sizeof kind + 2 * FL_NAME_MAX + (NUMBERS + STAGES) * WORD, "no padding");
static_assert(sizeof((fl_world_stats *)0)->stage_seconds == sizeof((fl_checkpoint_head *)0)->stage, "the same stages");

struct fl_checkpoint {
  char *shown;       // what messages call the result
  int fd, error;     // errno of the first call that failed
  uint64_t lanes[2]; // digest of what has gone by
  char piece[PIECE];
  size_t at, end, absorbed; // of `piece`: used so far; there (reading); part of the digest so far
  fl_checkpoint_head head;
  void *script;
};

static char *beside(const char *path, const char *suffix) {
  char *name = malloc(strlen(path) + strlen(suffix) + 1);
  if (name) sprintf(name, "%s%s", path, suffix);
  return name;
}

static char *place_of(const char *path) {
  return beside(path, ".fanloop-checkpoint");
}

static char *draft_of(const char *path) {
  return beside(path, ".fanloop-checkpoint-draft");
}

// ---- Bytes ------------------------------------------------------------------------------------------------------------------

// Seals stand where whole words have gone by.
static void absorb(fl_checkpoint *c) {
  uint64_t word;
  for (; c->absorbed + WORD <= c->at; c->absorbed += WORD) {
    memcpy(&word, c->piece + c->absorbed, WORD);
    fl_absorb(c->lanes, word);
  }
}

static void drain(fl_checkpoint *c) {
  absorb(c);
  for (size_t done = 0; done < c->at && !c->error;) {
    const ssize_t wrote = write(c->fd, c->piece + done, c->at - done);
    if (wrote > 0)
      done += (size_t)wrote;
    else if (errno != EINTR)
      c->error = wrote < 0 ? errno : ENOSPC;
  }
  c->at = c->absorbed = 0;
}

static bool put(void *ctx, const void *bytes, size_t size) {
  fl_checkpoint *c = ctx;
  const char *from = bytes;
  while (size > 0 && !c->error) {
    const size_t room = PIECE - c->at, some = size < room ? size : room;
    memcpy(c->piece + c->at, from, some);
    c->at += some;
    from += some;
    size -= some;
    if (c->at == PIECE) drain(c);
  }
  return !c->error;
}

static void fill(fl_checkpoint *c) {
  absorb(c);
  c->at = c->end = c->absorbed = 0;
  // Up to the end of the file, so that the digest always takes whole words.
  for (ssize_t got = 1; c->end < PIECE && got != 0;) {
    got = read(c->fd, c->piece + c->end, PIECE - c->end);
    if (got > 0) c->end += (size_t)got;
    if (got >= 0 || errno == EINTR) continue;
    c->error = errno;
    return;
  }
}

static bool get(void *ctx, void *bytes, size_t size) {
  fl_checkpoint *c = ctx;
  char *to = bytes;
  while (size > 0) {
    if (c->at == c->end) fill(c);
    if (c->at == c->end) return false;
    const size_t there = c->end - c->at, some = size < there ? size : there;
    memcpy(to, c->piece + c->at, some);
    c->at += some;
    to += some;
    size -= some;
  }
  return true;
}

static void put_seal(fl_checkpoint *c) {
  absorb(c);
  const uint64_t seal[2] = {c->lanes[0], c->lanes[1]};
  put(c, seal, sizeof seal);
}

static bool get_seal(fl_checkpoint *c) {
  absorb(c);
  const uint64_t here[2] = {c->lanes[0], c->lanes[1]};
  uint64_t there[2];
  return get(c, there, sizeof there) && memcmp(here, there, sizeof here) == 0;
}

static size_t filled_up(uint64_t size) {
  return (size_t)((size + WORD - 1) / WORD * WORD);
}

// ---- Identity ---------------------------------------------------------------------------------------------------------------

fl_checkpoint_head fl_checkpoint_of(const fl_record_options *options, bool all_orders) {
  fl_checkpoint_head head = {.format = FL_CHECKPOINT_FORMAT,
                             .size = sizeof head,
                             .schema = FL_SCHEMA_VERSION,
                             .count = options->source_count,
                             .all_orders = all_orders,
                             .every = options->checkpoint_days};
  memcpy(head.name, kind, sizeof kind);
  snprintf(head.engine, sizeof head.engine, "%s", options->engine_version);
  fl_absorb_begin(head.sources);
  for (size_t i = 0; i < options->source_count; i++)
    fl_absorb_text(head.sources, options->sources[i].text, options->sources[i].size);
  return head;
}

static fl_status refuse(fl_messages *messages, fl_status status, const char *path, const char *why) {
  fl_messages_add(messages, true, "%s: its checkpoint %s", path, why);
  return status;
}

// The text of a head may hold anything.
static fl_status match(const fl_checkpoint *c, const fl_checkpoint_head *here, const char *mark, fl_messages *messages) {
  const fl_checkpoint_head *there = &c->head;
  char why[256];
  if (strncmp(there->engine, here->engine, sizeof here->engine) != 0)
    snprintf(why, sizeof why, "was written by fanloop %.*s, expected fanloop %s", FL_NAME_MAX - 1, there->engine, here->engine);
  else if (there->schema != here->schema)
    snprintf(why, sizeof why, "goes with schema version %llu, expected %llu", (unsigned long long)there->schema,
             (unsigned long long)here->schema);
  else if (strncmp(there->mark, mark, sizeof there->mark) != 0)
    snprintf(why, sizeof why, "belongs to another result file");
  else if (there->count != here->count || memcmp(there->sources, here->sources, sizeof here->sources) != 0)
    snprintf(why, sizeof why, "is of another scenario: the text of the scenario or of a module has changed since");
  else if (there->all_orders != here->all_orders)
    snprintf(why, sizeof why, "is of a run %s --detail, expected one %s it", there->all_orders ? "with" : "without",
             here->all_orders ? "with" : "without");
  else if (there->day < 1 || there->every < 1)
    snprintf(why, sizeof why, "is damaged");
  else
    return FL_OK;
  return refuse(messages, FL_BAD_SCENARIO, c->shown, why);
}

// ---- Writing ----------------------------------------------------------------------------------------------------------------

// What has been renamed is on the disk when its folder is.
static void sync_folder(const char *path) {
  const char *slash = strrchr(path, '/');
  char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
  const int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
  if (fd >= 0) {
    fsync(fd); // some file systems cannot, and lose nothing by it but the newest checkpoint
    close(fd);
  }
  free(folder);
}

static void write_all(fl_checkpoint *c, const fl_checkpoint_head *head, const void *script, const fl_world *world) {
  static const char zeros[WORD] = {0};
  fl_absorb_begin(c->lanes);
  put(c, head, sizeof *head);
  put_seal(c);
  put(c, script, head->script);
  put(c, zeros, filled_up(head->script) - head->script);
  put_seal(c);
  const fl_status status = fl_world_save(world, (fl_bytes_out){c, put});
  put_seal(c);
  drain(c);
  if (status != FL_OK && !c->error) c->error = EINVAL; // of a world that has failed; the caller does not ask for it
  if (!c->error && fsync(c->fd) != 0) c->error = errno;
}

fl_status fl_checkpoint_save(const char *path, const fl_checkpoint_head *head, const void *script, const fl_world *world, char *why,
                             size_t why_size) {
  fl_checkpoint *c = calloc(1, sizeof *c);
  char *place = place_of(path), *draft = draft_of(path);
  int error = ENOMEM;
  if (c && place && draft) {
    unlink(draft); // of a run that was killed
    c->fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    error = c->fd < 0 ? errno : 0;
    if (!error) {
      write_all(c, head, script, world);
      if (close(c->fd) != 0 && !c->error) c->error = errno;
      error = c->error;
      if (!error && rename(draft, place) != 0) error = errno;
      if (error)
        unlink(draft);
      else
        sync_folder(place);
    }
  }
  if (error) snprintf(why, why_size, "%s", strerror(error));
  free(c);
  free(place);
  free(draft);
  return error ? FL_ENVIRONMENT : FL_OK;
}

void fl_checkpoint_remove(const char *path) {
  char *names[] = {place_of(path), draft_of(path)};
  for (int i = 0; i < 2; i++) {
    if (names[i]) unlink(names[i]);
    free(names[i]);
  }
}

// ---- Reading ----------------------------------------------------------------------------------------------------------------

bool fl_checkpoint_there(const char *path) {
  char *place = place_of(path);
  const bool there = place && access(place, F_OK) == 0;
  free(place);
  return there;
}

// No memory is taken for a size that is larger than the file.
static bool take_script(fl_checkpoint *c, bool *no_memory) {
  struct stat info;
  if (fstat(c->fd, &info) != 0 || c->head.script > (uint64_t)info.st_size) return false;
  c->script = malloc(filled_up(c->head.script) + 1);
  *no_memory = !c->script;
  return c->script && get(c, c->script, filled_up(c->head.script)) && get_seal(c);
}

// What is wrong with the head, or NULL.
static const char *take_head(fl_checkpoint *c) {
  fl_absorb_begin(c->lanes);
  // The first words say whether the rest can be read at all.
  const size_t first = offsetof(fl_checkpoint_head, engine);
  if (!get(c, &c->head, first) || memcmp(c->head.name, kind, sizeof kind) != 0)
    return c->error ? strerror(c->error) : "is no checkpoint";
  if (c->head.format != FL_CHECKPOINT_FORMAT || c->head.size != sizeof c->head)
    return "is of another format: another version of fanloop wrote it";
  if (!get(c, (char *)&c->head + first, sizeof c->head - first) || !get_seal(c)) return "is damaged in its head";
  return NULL;
}

static fl_status read_head(fl_checkpoint *c, const fl_checkpoint_head *here, const char *mark, fl_messages *messages) {
  const char *path = c->shown, *why = take_head(c);
  bool no_memory = false;
  if (why) return refuse(messages, FL_BAD_SCENARIO, path, why);
  const fl_status status = match(c, here, mark, messages);
  if (status != FL_OK) return status;
  if (take_script(c, &no_memory)) return FL_OK;
  return no_memory ? refuse(messages, FL_ENVIRONMENT, path, "does not fit in memory")
                   : refuse(messages, FL_BAD_SCENARIO, path, "is damaged in what the hooks remember");
}

int64_t fl_checkpoint_day(const char *path) {
  char *real = realpath(path, NULL), *place = real ? place_of(real) : NULL; // it lies beside the file, not beside a link to it
  fl_checkpoint *c = place ? calloc(1, sizeof *c) : NULL;
  int64_t day = 0;
  if (c) c->fd = open(place, O_RDONLY | O_CLOEXEC);
  if (c && c->fd >= 0 && !take_head(c)) day = c->head.day;
  fl_checkpoint_close(c);
  free(place);
  free(real);
  return day;
}

fl_status fl_checkpoint_open(const char *path, const char *shown, const fl_checkpoint_head *here, const char *mark,
                             fl_messages *messages, fl_checkpoint **out) {
  *out = NULL;
  fl_checkpoint *c = calloc(1, sizeof *c);
  if (c) c->fd = -1;
  if (c) c->shown = strdup(shown);
  char *place = place_of(path);
  fl_status status = FL_OK;
  if (!c || !c->shown || !place) {
    fl_messages_add(messages, true, "%s: out of memory", shown);
    status = FL_ENVIRONMENT;
  } else {
    c->fd = open(place, O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe in its place is not waited for
    if (c->fd >= 0)
      status = read_head(c, here, mark, messages);
    else if (errno != ENOENT)
      status = refuse(messages, FL_BAD_SCENARIO, shown, strerror(errno));
  }
  free(place);
  if (c && c->shown && c->fd >= 0 && status == FL_OK)
    *out = c;
  else
    fl_checkpoint_close(c);
  return status;
}

const fl_checkpoint_head *fl_checkpoint_read_head(const fl_checkpoint *c) {
  return &c->head;
}

const void *fl_checkpoint_script(const fl_checkpoint *c) {
  return c->script;
}

fl_status fl_checkpoint_world(fl_checkpoint *c, const fl_model *model, const fl_world_options *options, fl_messages *messages,
                              fl_world **out) {
  char more;
  fl_messages own = {0};
  const fl_status status = fl_world_load(model, options, (fl_bytes_in){c, get}, &own, out);
  for (size_t i = 0; i < own.count; i++) fl_messages_add(messages, own.items[i].error, "%s: %s", c->shown, own.items[i].text);
  fl_messages_free(&own);
  if (status != FL_OK) return status;
  if (get_seal(c) && !get(c, &more, 1) && fl_world_day(*out) == c->head.day && fl_world_date(*out) == c->head.date + 1)
    return FL_OK;
  fl_world_destroy(*out);
  *out = NULL;
  return refuse(messages, FL_BAD_SCENARIO, c->shown, "is damaged at its end");
}

void fl_checkpoint_close(fl_checkpoint *c) {
  if (!c) return;
  if (c->fd >= 0) close(c->fd);
  free(c->script);
  free(c->shown);
  free(c);
}
