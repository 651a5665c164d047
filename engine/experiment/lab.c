#define _GNU_SOURCE // F_OFD_SETLK
#include "experiment/lab.h"

#include "base/digest.h"
#include "record/draft.h"
#include "record/result.h"
#include "record/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHANGES_TOLD = 6 };

static fl_status refuse(fl_messages *messages, fl_status status, const char *path, const char *why) {
  fl_messages_add(messages, true, "%s: %s", path, why);
  return status;
}

// ---- The plan as text -----------------------------------------------------------------------------------------------------------

typedef struct prose {
  char *data;
  size_t used, size;
  bool bad;
} prose;

static void put(prose *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(prose *t, const char *format, ...) {
  va_list list, again;
  va_start(list, format);
  va_copy(again, list);
  const size_t length = (size_t)vsnprintf(NULL, 0, format, list);
  va_end(list);
  if (t->used + length + 1 > t->size) {
    const size_t size = 2 * (t->used + length + 1);
    char *more = realloc(t->data, size);
    t->bad |= !more;
    if (more) t->data = more, t->size = size;
  }
  if (!t->bad) t->used += (size_t)vsnprintf(t->data + t->used, t->size - t->used, format, again);
  va_end(again);
}

static void digest_text(const char *bytes, size_t size, uint64_t lanes[2]) {
  fl_absorb_text(lanes, bytes, size);
}

static void put_points(prose *t, const fl_lab_plan *p) {
  uint64_t lanes[2];
  char value[FL_TEXT_MAX];
  const size_t width = p->plan->factor_count;
  fl_absorb_begin(lanes);
  for (size_t i = 0; p->u && i < p->points * width; i++) {
    fl_factor_text(&p->plan->factors[i % width], p->u[i], value);
    digest_text(value, strlen(value), lanes);
  }
  if (p->u)
    put(t, "points %zu, digest %016llx%016llx\nruns %lld to %lld\n", p->points, (unsigned long long)lanes[0],
        (unsigned long long)lanes[1], (long long)p->first_run, (long long)(p->first_run + p->runs - 1));
}

// All that decides the rows. Not who makes them, nor how many at a time.
static char *text_of(const fl_lab_plan *p) {
  prose t = {0};
  char words[4 * FL_TEXT_MAX];
  put(&t, "fanloop %s, schema %d, slots %d\n%s %s\nseed %lld\n", p->engine_version, FL_SCHEMA_VERSION, FL_SLOTS,
      fl_plan_names[p->kind], p->design, (long long)p->scenario->setup.seed);
  for (size_t i = 0; i < p->source_count; i++) {
    const fl_source_text *s = &p->sources[i];
    uint64_t lanes[2];
    fl_absorb_begin(lanes);
    digest_text(s->text, s->size, lanes);
    put(&t, "%s%s, digest %016llx%016llx\n", s->module && s->module[0] ? "module " : "scenario", s->module ? s->module : "",
        (unsigned long long)lanes[0], (unsigned long long)lanes[1]);
  }
  for (size_t i = 0; i < p->set_count; i++) put(&t, "set %s\n", p->sets[i]);
  for (size_t f = 0; f < p->plan->factor_count; f++)
    put(&t, "factor %s %s\n", p->plan->factors[f].key, fl_factor_words(&p->plan->factors[f], words, sizeof words));
  put_points(&t, p);
  put(&t, "%s", p->asked);
  if (!t.bad) return t.data;
  free(t.data);
  return NULL;
}

static bool has_line(const char *text, const char *line, size_t length) {
  for (const char *at = text; *at; at += strcspn(at, "\n") + (at[strcspn(at, "\n")] == '\n'))
    if (strcspn(at, "\n") == length && strncmp(at, line, length) == 0) return true;
  return false;
}

static void tell_lines(fl_messages *messages, const char *label, const char *of, const char *other) {
  int told = 0;
  for (const char *at = of; *at && told < CHANGES_TOLD; at += strcspn(at, "\n") + (at[strcspn(at, "\n")] == '\n')) {
    const size_t length = strcspn(at, "\n");
    if (has_line(other, at, length)) continue;
    fl_messages_add(messages, true, "  %s %.*s", label, (int)(length < 200 ? length : 200), at);
    told++;
  }
}

static fl_status tell_changes(fl_messages *messages, const char *path, const char *was, const char *is) {
  fl_messages_add(
      messages, true,
      "%s: was begun by another plan; --force-new throws away what was made by it, -o FILE keeps both. What has changed:", path);
  tell_lines(messages, "was:", was, is);
  tell_lines(messages, "is: ", is, was);
  return FL_BAD_SCENARIO;
}

// ---- What is there --------------------------------------------------------------------------------------------------------------

static char *read_file(const char *path) {
  FILE *in = fopen(path, "rb");
  prose t = {0};
  char piece[4096];
  for (size_t n; in && (n = fread(piece, 1, sizeof piece - 1, in)) > 0;) {
    piece[n] = '\0';
    put(&t, "%s", piece);
  }
  if (in) fclose(in);
  return t.data;
}

static char *plan_path(const fl_lab *lab) {
  const size_t size = strlen(lab->folder) + sizeof "/plan";
  char *path = malloc(size);
  if (path) snprintf(path, size, "%s/plan", lab->folder);
  return path;
}

// Runs are kept only once it is there.
static fl_status write_plan(const char *path, const char *text, fl_messages *messages) {
  fl_draft draft = fl_draft_begin(path);
  if (draft.out) fputs(text, draft.out);
  const int error = fl_draft_end(&draft);
  return error ? refuse(messages, FL_ENVIRONMENT, path, strerror(error)) : FL_OK;
}

// Marks of a folder: what becomes of a file that is there already.
#define RETRIES  "retries\n"  // its runs are taken over, those that failed are made again
#define REPLACES "replaces\n" // nothing: --force-new

// What the folder says of itself: the plan, which shard it makes, its mark.
static char *folder_text(const fl_lab *lab, const char *mark) {
  prose t = {0};
  put(&t, "%s", lab->text);
  if (lab->plan->shards > 1) put(&t, "shard %lld of %lld\n", (long long)lab->plan->shard + 1, (long long)lab->plan->shards);
  put(&t, "%s", mark);
  return t.data;
}

// The folder of the parts: of this plan, or emptied. Parts whose plan is lost stay: each holds its own, and is looked at by that.
static fl_status look_at_folder(fl_lab *lab, const char *mark, fl_messages *messages) {
  const bool force = lab->plan->force_new;
  char *path = plan_path(lab), *is = folder_text(lab, mark), *was = path ? read_file(path) : NULL;
  fl_status status = path && is ? FL_OK : refuse(messages, FL_ENVIRONMENT, lab->plan->path, "out of memory");
  const bool same = was && is && strcmp(was, is) == 0;
  if (status == FL_OK && !was && access(path, F_OK) == 0 && access(path, R_OK) != 0)
    status = refuse(messages, FL_ENVIRONMENT, path, strerror(errno));
  // Of a file that is there already: a folder without this mark was left when all was done.
  if (status == FL_OK && was && !same && !force && strcmp(mark, RETRIES) != 0)
    status = tell_changes(messages, lab->plan->path, was, is);
  if (status == FL_OK && ((was && !same) || force)) fl_experiment_empty_folder(lab->folder);
  if (status == FL_OK && (!same || force)) status = write_plan(path, is, messages);
  if (status == FL_OK && same && !force) lab->found = FL_LAB_GOES_ON;
  free(path);
  free(is);
  free(was);
  return status;
}

// Of a sweep that was killed when its file was there already. Not one at work, and not one in which failed runs are made again.
static void remove_left_folder(const fl_lab *lab) {
  struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  char *path = plan_path(lab), *is = folder_text(lab, ""), *was = path ? read_file(path) : NULL, lock[4096];
  snprintf(lock, sizeof lock, "%s/lock-0", lab->folder);
  const int file = was && is && strcmp(was, is) == 0 ? open(lock, O_RDWR | O_CLOEXEC) : -1;
  if (file >= 0 && fcntl(file, F_OFD_SETLK, &all) == 0) fl_experiment_remove_folder(lab->folder);
  if (file >= 0) close(file);
  free(path);
  free(is);
  free(was);
}

// The finished file at the place: `*takes` where runs of it are to be taken over.
static fl_status look_at_file(fl_lab *lab, fl_messages *messages, bool *takes) {
  fl_result *result = NULL;
  fl_status status = fl_result_open_kind(lab->plan->path, FL_FILE_SWEEP, messages, &result);
  if (status == FL_OK) status = fl_result_sound(result, lab->plan->path, messages);
  if (status == FL_OK) status = fl_result_schema(result, lab->plan->path, FL_FILE_SWEEP, messages);
  fl_query *query = status == FL_OK
                        ? fl_result_query(result,
                                          "SELECT plan, (SELECT count(*) FROM run WHERE status = 'done'), (SELECT count(*) "
                                          "FROM run WHERE status <> 'done'), status, reason FROM sweep",
                                          (const char *const[]){NULL})
                        : NULL;
  if (status == FL_OK && !(query && fl_query_next(query)))
    status = refuse(messages, FL_BAD_SCENARIO, lab->plan->path, "its table sweep is empty");
  if (status == FL_OK && strcmp(fl_query_text(query, 0), lab->text) != 0)
    status = tell_changes(messages, lab->plan->path, fl_query_text(query, 0), lab->text);
  if (status == FL_OK && lab->plan->shards > 1) {
    char own[64];
    snprintf(own, sizeof own, "shard %lld of %lld:", (long long)lab->plan->shard + 1, (long long)lab->plan->shards);
    if (strncmp(fl_query_text(query, 4), own, strlen(own)) != 0)
      status =
          refuse(messages, FL_BAD_SCENARIO, lab->plan->path, "holds another part of this sweep; give each shard a file of its own");
  }
  if (status == FL_OK) {
    lab->done = fl_query_int(query, 1);
    lab->failed = fl_query_int(query, 2);
    const bool shard = strcmp(fl_query_text(query, 3), "shard") == 0;
    *takes = (lab->plan->retry && lab->failed > 0) || (shard && lab->plan->shards == 1);
    if (!*takes) lab->found = FL_LAB_COMPLETE;
  }
  fl_query_end(query);
  fl_result_close(result);
  return status;
}

// ---- Opening --------------------------------------------------------------------------------------------------------------------

// Whether the folder is that of a --force-new that was interrupted: it goes on, whatever file it is to replace.
static bool replaces_already(const fl_lab *lab) {
  char *path = plan_path(lab), *was = path ? read_file(path) : NULL, *is = folder_text(lab, REPLACES);
  const bool same = was && is && strcmp(was, is) == 0;
  free(path);
  free(was);
  free(is);
  return same;
}

static fl_status claim(fl_lab *lab, fl_messages *messages, bool *takes) {
  const fl_lab_plan *p = lab->plan;
  fl_status status = FL_OK;
  *takes = false;
  const bool goes_on = !p->force_new && replaces_already(lab), replaces = goes_on || (p->force_new && access(p->path, F_OK) == 0);
  if (!p->force_new && !goes_on && fl_result_kind(p->path) == FL_FILE_SWEEP) status = look_at_file(lab, messages, takes);
  if (status != FL_OK) return status;
  if (lab->found == FL_LAB_COMPLETE) {
    remove_left_folder(lab);
    return FL_OK;
  }
  struct stat info;
  if (!replaces && !*takes && stat(p->path, &info) == 0 && S_ISREG(info.st_mode) &&
      (info.st_size == 0 || fl_result_kind(p->path) != FL_FILE_KINDS))
    return refuse(messages, FL_BAD_SCENARIO, p->path, "exists already and is another kind of file; --force-new replaces it");
  status = fl_experiment_create(p->path, FL_FILE_SWEEP, replaces || *takes, messages, &lab->file);
  return status == FL_OK ? look_at_folder(lab, *takes && p->retry ? RETRIES : replaces ? REPLACES : "", messages) : status;
}

static bool meet(const fl_lab *lab, bool good) {
  return lab->plan->meet ? lab->plan->meet(lab->plan->ctx, good) : good;
}

static void let_go(void *ctx) {
  const fl_lab *lab = ctx;
  if (lab->file) fl_experiment_disown(lab->file);
}

static fl_status open_trial(void *ctx, const char *const *sets, size_t count, fl_messages *messages, fl_trial *out) {
  const fl_lab *lab = ctx;
  return lab->plan->open(lab->plan->ctx, sets, count, messages, out);
}

static void close_trial(void *ctx, fl_trial *trial) {
  const fl_lab *lab = ctx;
  lab->plan->close(lab->plan->ctx, trial);
}

static void tell_progress(void *ctx, int64_t done, int64_t all, int64_t failed) {
  const fl_lab *lab = ctx;
  if (lab->plan->progress) lab->plan->progress(lab->plan->ctx, done, all, failed);
}

static bool meet_others(void *ctx, bool good) {
  return meet(ctx, good);
}

fl_status fl_lab_open(const fl_lab_plan *plan, fl_messages *messages, fl_lab *lab) {
  *lab = (fl_lab){.plan = plan, .text = text_of(plan), .folder = fl_experiment_folder(plan->path)};
  bool takes = false;
  fl_status status = lab->text && lab->folder ? FL_OK : refuse(messages, FL_ENVIRONMENT, plan->path, "out of memory");
  if (status == FL_OK && plan->rank == 0) status = claim(lab, messages, &takes);
  // The others begin when the folder is there; of a file that is complete they hear.
  if (!meet(lab, status == FL_OK)) return status == FL_OK ? FL_STOPPED : status;
  if (!meet(lab, lab->found != FL_LAB_COMPLETE)) {
    lab->found = FL_LAB_COMPLETE;
    return FL_OK;
  }
  lab->crew_plan = (fl_crew_plan){.folder = lab->folder,
                                  .plan = lab->text,
                                  .factors = plan->plan->factors,
                                  .factor_count = plan->plan->factor_count,
                                  .jobs = plan->jobs,
                                  .threads = plan->threads,
                                  .rank = plan->rank,
                                  .ranks = plan->ranks,
                                  .ctx = lab,
                                  .open = open_trial,
                                  .close = close_trial,
                                  .begin = let_go,
                                  .progress = tell_progress,
                                  .meet = plan->meet ? meet_others : NULL};
  // The first mends what is left of killed processes, and takes over what is done; the others look at it afterwards.
  if (plan->rank == 0) status = fl_crew_open(&lab->crew_plan, messages, &lab->crew);
  if (plan->rank == 0 && status == FL_OK && takes) status = fl_crew_import(lab->crew, plan->path, messages);
  if (!meet(lab, status == FL_OK)) return status == FL_OK ? FL_STOPPED : status;
  if (plan->rank > 0) status = fl_crew_open(&lab->crew_plan, messages, &lab->crew);
  if (!meet(lab, status == FL_OK) && status == FL_OK) status = FL_STOPPED;
  return status;
}

static bool note_asked(fl_lab *lab, const fl_task *tasks, size_t count) {
  if (lab->asked_count + count > lab->asked_capacity) {
    const size_t capacity = 2 * lab->asked_capacity + count;
    fl_run_key *more = realloc(lab->asked, capacity * sizeof *more);
    if (!more) return false;
    lab->asked = more;
    lab->asked_capacity = capacity;
  }
  for (size_t i = 0; i < count; i++) lab->asked[lab->asked_count++] = (fl_run_key){tasks[i].point, tasks[i].run};
  return true;
}

static fl_status ask(fl_lab *lab, const double *u, const fl_task *tasks, size_t count, const volatile int *stop,
                     fl_messages *messages) {
  if (!note_asked(lab, tasks, count)) return refuse(messages, FL_ENVIRONMENT, lab->plan->path, "out of memory");
  return fl_crew_run(lab->crew, u, tasks, count, stop, messages);
}

fl_status fl_lab_run(fl_lab *lab, const double *u, const fl_task *tasks, size_t count, const volatile int *stop,
                     fl_messages *messages) {
  const fl_lab_plan *p = lab->plan;
  if (p->shards == 1) return ask(lab, u, tasks, count, stop, messages);
  fl_task *own = calloc(count + 1, sizeof *own);
  size_t used = 0;
  if (!own) return refuse(messages, FL_ENVIRONMENT, p->path, "out of memory");
  for (size_t i = 0; i < count; i++)
    if ((int64_t)i % p->shards == p->shard) own[used++] = tasks[i];
  const fl_status status = ask(lab, u, own, used, stop, messages);
  free(own);
  return status;
}

void fl_lab_forget(fl_lab *lab) {
  fl_crew_close(lab->crew);
  lab->crew = NULL;
  fl_experiment_remove_folder(lab->folder);
}

void fl_lab_close(fl_lab *lab) {
  fl_crew_close(lab->crew);
  fl_experiment_close(lab->file);
  fl_experiment_free(lab->folder);
  free(lab->text);
  free(lab->asked);
  *lab = (fl_lab){0};
}

// ---- The end --------------------------------------------------------------------------------------------------------------------

static fl_status write_settings(fl_lab *lab, const double *u, size_t points) {
  const fl_plan *plan = lab->plan->plan;
  char value[FL_TEXT_MAX], words[4 * FL_TEXT_MAX];
  fl_status status = FL_OK;
  for (size_t f = 0; status == FL_OK && f < plan->factor_count; f++) {
    const fl_factor *factor = &plan->factors[f];
    status =
        fl_experiment_row(lab->file, "factor", "ittii", (int64_t)f + 1, factor->key, fl_factor_words(factor, words, sizeof words),
                          (int64_t)fl_factor_levels(factor), (int64_t)(!factor->level || factor->ordered));
  }
  for (size_t p = 0; p < points; p++)
    for (size_t f = 0; status == FL_OK && f < plan->factor_count; f++) {
      const double place = u[p * plan->factor_count + f];
      status =
          fl_experiment_row(lab->file, "setting", "iitrr", (int64_t)p + 1, (int64_t)f + 1,
                            fl_factor_text(&plan->factors[f], place, value), fl_factor_number(&plan->factors[f], place), place);
    }
  return status;
}

static fl_status write_sweep(fl_lab *lab, size_t points) {
  const fl_lab_plan *p = lab->plan;
  const fl_scenario *x = p->scenario;
  const bool shard = p->shards > 1;
  char reason[96] = "";
  if (shard)
    snprintf(reason, sizeof reason, "shard %lld of %lld: `fanloop merge` puts them together", (long long)p->shard + 1,
             (long long)p->shards);
  else if (lab->failed)
    snprintf(reason, sizeof reason, "%lld runs are not done; v_failed says why", (long long)lab->failed);
  fl_status status =
      fl_experiment_row(lab->file, "sweep", "iittttttttttiiiiittt", (int64_t)1, (int64_t)FL_SCHEMA_VERSION, p->engine_version,
                        p->build, p->command, x->name, x->title, x->title_zh, x->question, x->question_zh, fl_plan_names[p->kind],
                        p->design, x->setup.seed, (int64_t)FL_SLOTS, (int64_t)points, p->first_run, p->runs, lab->text,
                        shard         ? "shard"
                        : lab->failed ? "failed"
                                      : "done",
                        reason);
  for (size_t i = 0; status == FL_OK && i < p->source_count; i++)
    status = fl_experiment_source(lab->file, 0, (int64_t)i, &p->sources[i]);
  for (size_t i = 0; status == FL_OK && i < p->set_count; i++)
    status = fl_experiment_row(lab->file, "run_set", "it", (int64_t)i, p->sets[i]);
  return status;
}

static int by_numbers(const void *a, const void *b) {
  const fl_run_key *x = a, *y = b;
  return x->point != y->point ? (x->point > y->point) - (x->point < y->point) : (x->run > y->run) - (x->run < y->run);
}

// Different runs that were asked for.
static int64_t count_asked(fl_lab *lab) {
  int64_t count = 0;
  if (lab->asked_count) qsort(lab->asked, lab->asked_count, sizeof *lab->asked, by_numbers);
  for (size_t i = 0; i < lab->asked_count; i++) count += i == 0 || by_numbers(&lab->asked[i - 1], &lab->asked[i]) != 0;
  return count;
}

fl_status fl_lab_finish(fl_lab *lab, const double *u, size_t points, fl_messages *messages) {
  size_t count;
  // The folder goes when the file is there: by then the others have looked at it for the last time.
  fl_status status = meet(lab, true) ? FL_OK : FL_STOPPED;
  if (!lab->file || status != FL_OK) return status;
  const char *const *parts = fl_crew_parts(lab->crew, &count);
  for (size_t i = 0; status == FL_OK && i < count; i++) status = fl_experiment_gather(lab->file, parts[i]);
  if (status == FL_OK) status = fl_experiment_settle(lab->file, lab->asked, lab->asked_count, &lab->done, &lab->failed);
  if (status == FL_OK && lab->done + lab->failed != count_asked(lab))
    return refuse(messages, FL_ENVIRONMENT, lab->folder, "was changed meanwhile; the same command goes on");
  if (status == FL_OK) status = write_settings(lab, u, points);
  if (status == FL_OK) status = write_sweep(lab, points);
  if (status == FL_OK) status = fl_experiment_finish(lab->file);
  if (status != FL_OK) fl_messages_add(messages, true, "%s", fl_experiment_error(lab->file));
  return status;
}
