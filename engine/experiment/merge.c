// The files of all shards of a sweep become one, byte for byte that of a sweep that was never divided.
#include "experiment/lab.h"

#include <stdlib.h>
#include <string.h>

// What the files say of themselves.
typedef struct shard_facts {
  char *plan;
  int64_t points, runs; // that all of them have together
} shard_facts;

static fl_status look(const char *path, fl_messages *messages, shard_facts *facts) {
  fl_result *result = NULL;
  fl_status status = fl_result_open_kind(path, FL_FILE_SWEEP, messages, &result);
  if (status == FL_OK) status = fl_result_schema(result, path, FL_FILE_SWEEP, messages);
  fl_query *query =
      status == FL_OK ? fl_result_query(result, "SELECT plan, points * runs, kind, points FROM sweep", (const char *const[]){NULL})
                      : NULL;
  if (status == FL_OK && !(query && fl_query_next(query) && strcmp(fl_query_text(query, 2), "sweep") == 0)) {
    fl_messages_add(messages, true, "%s: is no sweep", path);
    status = FL_BAD_SCENARIO;
  }
  if (status == FL_OK && !facts->plan) {
    facts->plan = strdup(fl_query_text(query, 0));
    facts->runs = fl_query_int(query, 1);
    facts->points = fl_query_int(query, 3);
    if (!facts->plan) status = FL_ENVIRONMENT;
  } else if (status == FL_OK && strcmp(facts->plan, fl_query_text(query, 0)) != 0) {
    fl_messages_add(messages, true, "%s: is of another plan than the first file", path);
    status = FL_BAD_SCENARIO;
  }
  fl_query_end(query);
  fl_result_close(result);
  return status;
}

static fl_status check_whole(const char *path, int64_t wanted, int64_t there, fl_messages *messages) {
  if (there == wanted) return FL_OK;
  fl_messages_add(messages, true, "%s: %lld of %lld runs are missing: name the files of all shards", path,
                  (long long)(wanted - there), (long long)wanted);
  return FL_BAD_SCENARIO;
}

fl_status fl_lab_merge(const char *path, bool force, const char *const *shards, size_t count, fl_messages *messages, int64_t *done,
                       int64_t *failed) {
  shard_facts facts = {0};
  fl_experiment *file = NULL;
  fl_status status = FL_OK;
  for (size_t i = 0; i < count; i++) {
    const fl_status one = look(shards[i], messages, &facts);
    if (status == FL_OK) status = one;
  }
  if (status == FL_OK) status = fl_experiment_create(path, FL_FILE_SWEEP, force, messages, &file);
  for (size_t i = 0; status == FL_OK && i < count; i++) status = fl_experiment_gather(file, shards[i]);
  if (status == FL_OK) status = fl_experiment_settle(file, facts.points, done, failed);
  if (status == FL_OK && (status = check_whole(path, facts.runs, *done + *failed, messages)) != FL_OK) {
    fl_experiment_close(file);
    free(facts.plan);
    return status;
  }
  if (status == FL_OK) status = fl_experiment_adopt(file, shards[0], *failed);
  if (status == FL_OK) status = fl_experiment_finish(file);
  if (status != FL_OK && file) fl_messages_add(messages, true, "%s", fl_experiment_error(file));
  fl_experiment_close(file);
  free(facts.plan);
  return status;
}
