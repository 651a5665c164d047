// The life of a result file: draft, running, done (or failed, or stopped).
//
// A run has to show that it can start before anything is replaced: up to the end of its first day it writes into a draft. The draft
// then takes the place of the result; a run that fails before leaves nothing behind, and what stood there as it was.
//
// SQLite keeps a rollback journal while the run goes on. Nearly all writes append pages, so the journal stays tiny and costs
// nothing that could be measured, while a process that is killed leaves a file that SQLite rolls back to whole days. The journal
// file persists between transactions: its disk space is there when the status has to be changed on a full disk. Nothing is synced
// before the end (a power cut may tear a running file); the last transaction syncs the whole file before it says 'done'.
#include "record/record.h"

#include "record/checkpoint.h"
#include "record/provenance.h"
#include "record/rewind.h"
#include "record/schema.h"
#include "record/target.h"
#include "record/writer.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READER_MILLISECONDS = 10000 };

struct fl_record {
  sqlite3 *db; // NULL once the file is finished or failed
  fl_writer *writer;
  fl_target target;
  bool part;
  double working, waited; // seconds of the writer that wrote the draft
  char mark[FL_NAME_MAX];
  char error[768];
};

static fl_status set_error(fl_record *r, fl_status status, const char *what) {
  if (r->error[0] == '\0') sqlite3_snprintf(sizeof r->error, r->error, "%s: %s", r->target.path, what);
  return status;
}

// ---- Creation ---------------------------------------------------------------------------------------------------------------

// A whole file with schema and provenance, marked 'running'. Nobody knows its name yet, so it needs no journal.
static int write_draft(const char *draft, const fl_record_options *options, const char *mark, const fl_scenario *scenario,
                       char *why, int why_size) {
  char *name = fl_target_name(draft);
  sqlite3 *db = NULL;
  int rc = name ? sqlite3_open_v2(name, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) : SQLITE_NOMEM;
  sqlite3_free(name);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec(db, "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN", NULL, NULL, NULL);
  if (rc == SQLITE_OK) rc = fl_schema_create(db, FL_FILE_RUN);
  if (rc == SQLITE_OK) rc = fl_provenance_begin(db, options, mark, scenario);
  if (rc == SQLITE_OK) rc = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  if (rc != SQLITE_OK) sqlite3_snprintf(why_size, why, "%s", db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
  sqlite3_close(db);
  return rc;
}

// Whoever reads the file at this moment is waited for; from then on nobody else does.
static int open_alone(fl_record *r, const char *path) {
  char *name = fl_target_name(path);
  int rc = name ? sqlite3_open_v2(name, &r->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) : SQLITE_NOMEM;
  sqlite3_free(name);
  if (rc == SQLITE_OK) rc = sqlite3_busy_timeout(r->db, READER_MILLISECONDS);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec(r->db,
                      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = PERSIST; PRAGMA synchronous = OFF;"
                      "PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; BEGIN EXCLUSIVE; COMMIT",
                      NULL, NULL, NULL);
  return rc;
}

// The updates change nothing in the end, but make the journal as large as marking the file will need, while there is space.
static int ready_for_rows(fl_record *r) {
  const int rc = sqlite3_exec(r->db,
                              "BEGIN; UPDATE run SET reason = '-'; UPDATE run SET reason = '';"
                              "UPDATE run_timing SET finished_at = '-'; UPDATE run_timing SET finished_at = NULL; COMMIT",
                              NULL, NULL, NULL);
  if (rc == SQLITE_OK) r->writer = fl_writer_open(r->db);
  return rc == SQLITE_OK && !r->writer ? SQLITE_NOMEM : rc;
}

static int open_for_rows(fl_record *r, const char *path) {
  const int rc = open_alone(r, path);
  return rc == SQLITE_OK ? ready_for_rows(r) : rc;
}

static const char *reason_of(const fl_record *r, int rc) {
  return r->db && sqlite3_errcode(r->db) != SQLITE_OK ? sqlite3_errmsg(r->db) : sqlite3_errstr(rc);
}

fl_status fl_record_create(const fl_record_options *options, const fl_scenario *scenario, fl_messages *messages, fl_record **out) {
  char why[512] = "";
  *out = NULL;
  fl_record *r = calloc(1, sizeof *r);
  if (!r) {
    fl_messages_add(messages, true, "%s: out of memory", options->path);
    return FL_ENVIRONMENT;
  }
  r->part = options->part;
  fl_status status = fl_target_claim(options->path, options->force, messages, &r->target);
  fl_provenance_mark(r->mark);
  if (status == FL_OK) {
    int rc = write_draft(r->target.draft, options, r->mark, scenario, why, sizeof why);
    if (rc == SQLITE_OK && (rc = open_for_rows(r, r->target.draft)) != SQLITE_OK)
      sqlite3_snprintf(sizeof why, why, "%s", reason_of(r, rc));
    if (rc != SQLITE_OK) {
      fl_messages_add(messages, true, "%s: cannot be created: %s", options->path, why);
      status = FL_ENVIRONMENT;
    }
  }
  if (status != FL_OK)
    fl_record_close(r);
  else
    *out = r;
  return status;
}

// ---- Going on ---------------------------------------------------------------------------------------------------------------

// What SQLite says of a file that is to go on: it may be in use, or torn by a machine that lost its power.
static fl_status refuse_rc(fl_record *r, const char *path, int rc, fl_messages *messages) {
  const int kind = rc & 0xff;
  const bool torn = kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB || kind == SQLITE_ERROR;
  fl_messages_add(messages, true, "%s: cannot be resumed: %s", path,
                  kind == SQLITE_BUSY ? "is in use by another program" : reason_of(r, rc));
  return torn ? FL_BAD_SCENARIO : FL_ENVIRONMENT;
}

static fl_status look_at_found(fl_record *r, const fl_record_options *options, fl_messages *messages, fl_record_found *found) {
  bool done;
  int64_t version;
  int rc = open_alone(r, r->target.path);
  if (rc == SQLITE_OK) rc = fl_provenance_version(r->db, &version);
  if (rc == SQLITE_OK && version != FL_SCHEMA_VERSION) {
    fl_messages_add(messages, true, "%s: has schema version %lld, expected %d", options->path, (long long)version,
                    FL_SCHEMA_VERSION);
    return FL_BAD_SCENARIO;
  }
  if (rc == SQLITE_OK) rc = fl_provenance_found(r->db, options, found, &done);
  if (rc != SQLITE_OK) return refuse_rc(r, options->path, rc, messages);
  memcpy(r->mark, found->mark, sizeof r->mark);
  if (!done) return FL_OK;
  fl_checkpoint_remove(r->target.path); // it was killed between the two
  if (found->complete) return FL_OK;
  fl_messages_add(messages, true, "%s: is the complete result of another scenario or other options; --force replaces it",
                  options->path);
  return FL_BAD_SCENARIO;
}

fl_status fl_record_reopen(const fl_record_options *options, fl_messages *messages, fl_record_found *found, fl_record **out) {
  *out = NULL;
  *found = (fl_record_found){.checkpoints = false};
  fl_record *r = calloc(1, sizeof *r);
  if (!r) {
    fl_messages_add(messages, true, "%s: out of memory", options->path);
    return FL_ENVIRONMENT;
  }
  fl_status status = fl_target_reclaim(options->path, messages, &r->target);
  const bool there = status == FL_OK && r->target.published;
  if (there) status = look_at_found(r, options, messages, found);
  if (there && status == FL_OK && !found->complete)
    *out = r;
  else
    fl_record_close(r);
  return status;
}

fl_status fl_record_rewind(fl_record *r, const fl_record_options *options, int64_t date, const fl_digest *digest,
                           fl_messages *messages) {
  const char *table = "";
  int rc = sqlite3_exec(r->db, "PRAGMA synchronous = FULL; BEGIN", NULL, NULL, NULL);
  if (rc == SQLITE_OK) rc = fl_rewind(r->db, date, digest, &table);
  if (rc == SQLITE_MISMATCH)
    fl_messages_add(messages, true, "%s: does not belong to its checkpoint: table %s has other rows", options->path, table);
  else if (rc == SQLITE_OK)
    rc = fl_provenance_resumed(r->db, options);
  if (rc == SQLITE_OK) rc = sqlite3_exec(r->db, "COMMIT; PRAGMA synchronous = OFF", NULL, NULL, NULL);
  if (rc == SQLITE_OK) rc = ready_for_rows(r);
  if (rc == SQLITE_OK) return FL_OK;
  const fl_status status = rc == SQLITE_MISMATCH ? FL_BAD_SCENARIO : refuse_rc(r, options->path, rc, messages);
  if (!sqlite3_get_autocommit(r->db)) sqlite3_exec(r->db, "ROLLBACK", NULL, NULL, NULL);
  return status;
}

const char *fl_record_path(const fl_record *record) {
  return record->target.path;
}

const char *fl_record_mark(const fl_record *record) {
  return record->mark;
}

// ---- Rows -------------------------------------------------------------------------------------------------------------------

static fl_status checked(fl_record *r, fl_status status) {
  return status == FL_OK ? FL_OK : set_error(r, status, fl_writer_error(r->writer));
}

static fl_status take_rows(void *ctx, fl_table_id table, const void *rows, size_t count) {
  fl_record *r = ctx;
  assert(r->writer && "rows after the end of the run");
  return checked(r, fl_writer_rows(r->writer, table, rows, count));
}

fl_sink fl_record_sink(fl_record *record) {
  return (fl_sink){.ctx = record, .rows = take_rows};
}

// The draft is closed for the moment in which it moves: SQLite finds the journal of a file by the name under which it was opened.
static fl_status publish(fl_record *r) {
  fl_status status = checked(r, fl_writer_flush(r->writer));
  if (status != FL_OK) return status;
  fl_writer_seconds(r->writer, &r->working, &r->waited);
  fl_writer_close(r->writer);
  r->writer = NULL;
  sqlite3_close(r->db);
  r->db = NULL;
  fl_checkpoint_remove(r->target.path); // of what it replaces
  const int error = fl_target_publish(&r->target);
  if (error) {
    const char *why = fl_target_reason(error, &status);
    return set_error(r, status, why);
  }
  const int rc = open_for_rows(r, r->target.path);
  return rc == SQLITE_OK ? FL_OK : set_error(r, FL_ENVIRONMENT, reason_of(r, rc));
}

fl_status fl_record_day(fl_record *record, int64_t date) {
  (void)date; // rows carry their own
  assert(record->writer && "a day after the end of the run");
  const fl_status status = checked(record, fl_writer_day(record->writer));
  return status == FL_OK && !record->target.published ? publish(record) : status;
}

fl_status fl_record_commit(fl_record *record) {
  const fl_status status = checked(record, fl_writer_flush(record->writer));
  if (status != FL_OK) return status;
  return fsync(record->target.lock) == 0 ? FL_OK : set_error(record, FL_ENVIRONMENT, strerror(errno));
}

bool fl_record_taken(const char *path) {
  const fl_target_kind kind = fl_target_look(path, NULL);
  return kind == FL_TARGET_OURS || kind == FL_TARGET_EMPTY;
}

const char *fl_record_draft(const fl_record *record) {
  return record->target.draft;
}

bool fl_record_published(const fl_record *record) {
  return record->target.published;
}

// ---- The end ----------------------------------------------------------------------------------------------------------------

// Leaves one plain file behind: no journal beside it, no lock on it. A draft goes.
static void let_go(fl_record *r) {
  fl_writer_close(r->writer);
  r->writer = NULL;
  if (r->db) {
    if (!sqlite3_get_autocommit(r->db)) sqlite3_exec(r->db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_exec(r->db, "PRAGMA locking_mode = NORMAL; SELECT count(*) FROM run; PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    sqlite3_close(r->db);
    r->db = NULL;
  }
  fl_target_release(&r->target);
}

// One transaction, the only one that waits for the disk: everything before it is safe once it is.
static int seal(fl_record *r, const fl_digest *digest, const fl_world_stats *stats, double seconds) {
  double working, waited;
  fl_writer_seconds(r->writer, &working, &waited);
  working += r->working;
  waited += r->waited;
  int rc = sqlite3_exec(r->db, r->part ? "BEGIN" : "PRAGMA synchronous = FULL; BEGIN", NULL, NULL, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_exec(r->db, fl_schema_indices, NULL, NULL, NULL);
  if (rc == SQLITE_OK) rc = fl_provenance_digests(r->db, digest);
  if (rc == SQLITE_OK) rc = fl_provenance_timing(r->db, stats, seconds, working, waited);
  if (rc == SQLITE_OK) rc = fl_provenance_status(r->db, "done", "");
  if (rc == SQLITE_OK) rc = sqlite3_exec(r->db, "COMMIT", NULL, NULL, NULL);
  return rc;
}

fl_status fl_record_finish(fl_record *record, const fl_digest *digest, const fl_world_stats *stats, double seconds) {
  fl_status status = checked(record, fl_writer_day(record->writer)); // rows that came after the last day
  if (status == FL_OK) status = checked(record, fl_writer_flush(record->writer));
  if (status == FL_OK && !record->target.published) status = publish(record);
  if (status != FL_OK) return status;
  if (seal(record, digest, stats, seconds) != SQLITE_OK) return set_error(record, FL_ENVIRONMENT, sqlite3_errmsg(record->db));
  fl_checkpoint_remove(record->target.path);
  let_go(record);
  return FL_OK;
}

static int mark(sqlite3 *db, const char *status, const char *reason) {
  int rc = sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
  if (rc == SQLITE_OK) rc = fl_provenance_status(db, status, reason);
  if (rc == SQLITE_OK) rc = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
  if (rc != SQLITE_OK && !sqlite3_get_autocommit(db)) sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
  return rc;
}

void fl_record_fail(fl_record *record, fl_status status, const char *reason) {
  if (!record->db) return;
  if (!record->target.published) {
    let_go(record);
    return;
  }
  const char *word = status == FL_STOPPED ? "stopped" : "failed";
  if (record->writer) {
    fl_writer_abandon(record->writer);
    checked(record, fl_writer_status(record->writer));
  }
  if (!sqlite3_get_autocommit(record->db)) sqlite3_exec(record->db, "ROLLBACK", NULL, NULL, NULL); // of a failed seal
  // A long reason may want a page that a full disk does not have. Without any mark the file says 'running', which readers
  // take for incomplete as well.
  if (mark(record->db, word, reason ? reason : "") != SQLITE_OK && mark(record->db, word, "") != SQLITE_OK)
    set_error(record, FL_ENVIRONMENT, sqlite3_errmsg(record->db));
  let_go(record);
}

const char *fl_record_error(const fl_record *record) {
  return record->error;
}

void fl_record_close(fl_record *record) {
  if (!record) return;
  if (record->writer) fl_record_fail(record, FL_BROKEN, record->error[0] ? record->error : "closed before the end of the run");
  let_go(record);
  fl_target_free(&record->target);
  free(record);
}
