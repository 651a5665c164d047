// Two batches of rows: the simulation fills one while the thread writes the other.
//
// Commits hold whole days and come when the run has grown by a tenth since the last one, once a second at the latest: so their
// cost does not count, and a process that is killed or a disk that fills up loses little even of a run of a moment. A day too large for memory (every order of a large world) is written in pieces: first the complete days before it are
// committed, so that a transaction which has to be rolled back holds nothing but the unfinished day.
#define _GNU_SOURCE // SCHED_BATCH
#include "record/writer.h"

#include "record/clock.h"
#include "record/feed.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
  PIECE_BYTES = 16 << 20, // most that a batch grows to before a piece of the day is written
  COMMIT_ROWS = 100000    // most rows in a transaction of complete days
};
static const double commit_seconds = 1.0, commit_share = 0.1; // longest time between commits; part of the time since the start

typedef struct rows_buffer {
  char *data;
  size_t count, capacity; // rows
} rows_buffer;

typedef struct batch {
  rows_buffer of[FL_TABLES];
  size_t bytes;
} batch;

typedef enum task { TASK_NONE, TASK_PIECE, TASK_DAY, TASK_COMMIT, TASK_ABANDON, TASK_QUIT } task;

struct fl_writer {
  sqlite3 *db;
  fl_feed *feeds[FL_TABLES];
  sqlite3_stmt *insert[FL_TABLES];
  batch batches[2];
  batch *filling, *writing;
  fl_status known; // the status as the caller has seen it
  // Shared: guarded by `lock`. Everything the thread touches while a task is set belongs to the thread.
  pthread_mutex_t lock;
  pthread_cond_t changed;
  task task;
  fl_status status;
  char error[512];
  // The thread's own.
  bool threaded;
  pthread_t thread;
  bool in_transaction, day_open;
  int64_t pending_rows;
  double begun, last_commit, working, waited;
};

// ---- The thread's side ------------------------------------------------------------------------------------------------------

static bool failed(const fl_writer *w) {
  return w->status != FL_OK;
}

// A constraint is broken by the rows, not by the disk.
static void note_error(fl_writer *w, const char *what) {
  if (failed(w)) return;
  int rc = sqlite3_extended_errcode(w->db);
  w->status = (rc & 0xff) == SQLITE_CONSTRAINT ? FL_BROKEN : FL_ENVIRONMENT;
  sqlite3_snprintf(sizeof w->error, w->error, "%s: %s", what, sqlite3_errmsg(w->db));
}

static void run_sql(fl_writer *w, const char *sql, const char *what) {
  if (!failed(w) && sqlite3_exec(w->db, sql, NULL, NULL, NULL) != SQLITE_OK) note_error(w, what);
}

static void rollback(fl_writer *w) {
  // Some errors (disk full) have rolled back already.
  if (w->in_transaction && !sqlite3_get_autocommit(w->db)) sqlite3_exec(w->db, "ROLLBACK", NULL, NULL, NULL);
  w->in_transaction = w->day_open = false;
  w->pending_rows = 0;
}

static void commit(fl_writer *w) {
  if (w->in_transaction) run_sql(w, "COMMIT", "cannot commit");
  if (failed(w)) {
    rollback(w);
    return;
  }
  w->in_transaction = false;
  w->pending_rows = 0;
  w->last_commit = fl_clock_seconds();
}

static bool commit_is_due(const fl_writer *w) {
  const double time = fl_clock_seconds(), since = time - w->last_commit;
  return w->pending_rows >= COMMIT_ROWS || since >= commit_seconds || since >= commit_share * (time - w->begun);
}

static void insert_batch(fl_writer *w, batch *b) {
  if (!w->in_transaction) run_sql(w, "BEGIN", "cannot begin");
  w->in_transaction = true;
  for (int t = 0; t < FL_TABLES; t++) {
    if (b->of[t].count == 0 || failed(w)) continue;
    fl_feed_rows(w->feeds[t], b->of[t].data, b->of[t].count);
    if (sqlite3_step(w->insert[t]) != SQLITE_DONE) note_error(w, fl_tables[t].name);
    sqlite3_reset(w->insert[t]);
    w->pending_rows += (int64_t)b->of[t].count;
  }
}

static void clear_batch(batch *b) {
  for (int t = 0; t < FL_TABLES; t++) b->of[t].count = 0;
  b->bytes = 0;
}

static void perform(fl_writer *w, task todo) {
  double start = fl_clock_thread_seconds();
  if (!failed(w)) {
    switch (todo) {
    case TASK_PIECE:
      if (!w->day_open) commit(w); // the complete days before the day in pieces
      insert_batch(w, w->writing);
      w->day_open = true;
      break;
    case TASK_DAY:
      insert_batch(w, w->writing);
      w->day_open = false;
      if (commit_is_due(w)) commit(w);
      break;
    case TASK_COMMIT: commit(w); break;
    case TASK_ABANDON:
      if (w->day_open)
        rollback(w);
      else
        commit(w);
      break;
    case TASK_NONE:
    case TASK_QUIT: break;
    }
  }
  if (failed(w)) rollback(w);
  if (todo == TASK_PIECE || todo == TASK_DAY) clear_batch(w->writing);
  w->working += fl_clock_thread_seconds() - start;
}

static void *thread_main(void *arg) {
  fl_writer *w = arg;
#ifdef SCHED_BATCH
  // A thread that wakes up must not push the simulation off its core.
  pthread_setschedparam(pthread_self(), SCHED_BATCH, &(struct sched_param){0});
#endif
  pthread_mutex_lock(&w->lock);
  for (;;) {
    while (w->task == TASK_NONE) pthread_cond_wait(&w->changed, &w->lock);
    task todo = w->task;
    if (todo != TASK_QUIT) {
      pthread_mutex_unlock(&w->lock);
      perform(w, todo);
      pthread_mutex_lock(&w->lock);
    }
    w->task = TASK_NONE;
    pthread_cond_signal(&w->changed);
    if (todo == TASK_QUIT) break;
  }
  pthread_mutex_unlock(&w->lock);
  return NULL;
}

// Signals are for the main thread.
static bool start_thread(fl_writer *w) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool good = pthread_create(&w->thread, NULL, thread_main, w) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return good;
}

// ---- The caller's side ------------------------------------------------------------------------------------------------------

// Waits for the task before, and hands over the next one.
static void hand_over(fl_writer *w, task todo) {
  if (!w->threaded) {
    double start = fl_clock_seconds();
    perform(w, todo);
    w->waited += fl_clock_seconds() - start;
    return;
  }
  pthread_mutex_lock(&w->lock);
  w->task = todo;
  pthread_cond_signal(&w->changed);
  pthread_mutex_unlock(&w->lock);
}

static void wait_idle(fl_writer *w) {
  pthread_mutex_lock(&w->lock);
  if (w->task != TASK_NONE) {
    double start = fl_clock_seconds();
    while (w->task != TASK_NONE) pthread_cond_wait(&w->changed, &w->lock);
    w->waited += fl_clock_seconds() - start;
  }
  w->known = w->status;
  pthread_mutex_unlock(&w->lock);
}

static fl_status hand_over_rows(fl_writer *w, task todo) {
  wait_idle(w);
  if (w->known != FL_OK) return w->known;
  batch *full = w->filling;
  w->filling = w->writing;
  w->writing = full;
  hand_over(w, todo);
  return FL_OK;
}

static bool prepare(fl_writer *w) {
  for (int t = 0; t < FL_TABLES; t++) {
    w->feeds[t] = fl_feed_create(w->db, (fl_table_id)t);
    char *sql = sqlite3_mprintf("INSERT INTO main.%s SELECT * FROM feed_%s", fl_tables[t].name, fl_tables[t].name);
    int rc = w->feeds[t] && sql ? sqlite3_prepare_v3(w->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &w->insert[t], NULL) : SQLITE_NOMEM;
    sqlite3_free(sql);
    if (rc != SQLITE_OK) return false;
  }
  return true;
}

fl_writer *fl_writer_open(sqlite3 *db) {
  fl_writer *w = calloc(1, sizeof *w);
  if (!w) return NULL;
  w->db = db;
  w->filling = &w->batches[0];
  w->writing = &w->batches[1];
  w->begun = w->last_commit = fl_clock_seconds();
  pthread_mutex_init(&w->lock, NULL);
  pthread_cond_init(&w->changed, NULL);
  if (!prepare(w)) {
    fl_writer_close(w);
    return NULL;
  }
  w->threaded = start_thread(w); // without a thread all works, only slower
  return w;
}

static bool append(rows_buffer *b, const void *rows, size_t count, size_t row_size) {
  if (b->count + count > b->capacity) {
    size_t capacity = b->capacity * 2 > b->count + count ? b->capacity * 2 : b->count + count;
    char *data = realloc(b->data, capacity * row_size);
    if (!data) return false;
    b->data = data;
    b->capacity = capacity;
  }
  memcpy(b->data + b->count * row_size, rows, count * row_size);
  b->count += count;
  return true;
}

static fl_status out_of_memory(fl_writer *w) {
  wait_idle(w);
  if (w->known != FL_OK) return w->known;
  sqlite3_snprintf(sizeof w->error, w->error, "out of memory");
  return w->known = w->status = FL_ENVIRONMENT;
}

fl_status fl_writer_rows(fl_writer *w, fl_table_id table, const void *rows, size_t count) {
  size_t row_size = fl_tables[table].row_size, most = PIECE_BYTES / row_size;
  const char *at = rows;
  while (count > 0 && w->known == FL_OK) {
    size_t some = count < most ? count : most;
    if (!append(&w->filling->of[table], at, some, row_size)) return out_of_memory(w);
    w->filling->bytes += some * row_size;
    at += some * row_size;
    count -= some;
    if (w->filling->bytes >= PIECE_BYTES) hand_over_rows(w, TASK_PIECE);
  }
  return w->known;
}

fl_status fl_writer_day(fl_writer *w) {
  return hand_over_rows(w, TASK_DAY); // waits for the day before: its errors are seen here
}

void fl_writer_abandon(fl_writer *w) {
  wait_idle(w);
  clear_batch(w->filling);
  hand_over(w, TASK_ABANDON);
  wait_idle(w);
}

fl_status fl_writer_flush(fl_writer *w) {
  wait_idle(w);
  hand_over(w, TASK_COMMIT);
  wait_idle(w);
  return w->known;
}

const char *fl_writer_error(const fl_writer *w) {
  return w->known == FL_OK ? "" : w->error;
}

fl_status fl_writer_status(const fl_writer *w) {
  return w->known;
}

void fl_writer_seconds(const fl_writer *w, double *working, double *waited) {
  *working = w->working;
  *waited = w->waited;
}

void fl_writer_close(fl_writer *w) {
  if (!w) return;
  if (w->threaded) {
    wait_idle(w);
    hand_over(w, TASK_QUIT);
    pthread_join(w->thread, NULL);
  }
  for (int t = 0; t < FL_TABLES; t++) {
    sqlite3_finalize(w->insert[t]);
    free(w->batches[0].of[t].data);
    free(w->batches[1].of[t].data);
  }
  pthread_cond_destroy(&w->changed);
  pthread_mutex_destroy(&w->lock);
  free(w);
}
