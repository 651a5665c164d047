#include "cli/checkpoint.h"

#include "base/date.h"
#include "params/number.h"

#include <stdlib.h>
#include <string.h>

enum { STAGES = 16 };

bool fl_checkpoints_read(const fl_args *args, fl_checkpoints *out) {
  const char *text = args->given[FL_OPTION_checkpoint_every], *command = fl_commands[args->command].name;
  double number = 0;
  *out = (fl_checkpoints){.resume = args->given[FL_OPTION_resume] != NULL, .quiet = args->given[FL_OPTION_quiet] != NULL};
  if (out->resume && args->given[FL_OPTION_force]) {
    fl_wrong_use(command, "%s", fl_word(FL_W_resume_force));
    return false;
  }
  if (!text) return true;
  if (!fl_number_parse(text, &number) || number < 1 || number > INT32_MAX || number != (double)(int32_t)number) {
    fl_wrong_use(command, fl_word(FL_W_bad_every), text);
    return false;
  }
  out->every = (int64_t)number;
  return true;
}

bool fl_checkpoints_wanted(const fl_checkpoints *c) {
  return c->every > 0 || c->resume;
}

fl_status fl_checkpoints_watch(fl_checkpoints *c, fl_lua *lua, fl_messages *messages) {
  c->scripted = fl_lua_has_hooks(lua);
  return fl_checkpoints_wanted(c) && c->scripted ? fl_lua_watch(lua, messages) : FL_OK;
}

// ---- Going on ---------------------------------------------------------------------------------------------------------------

static void note(const fl_checkpoints *c, fl_word_id word, const char *path) {
  if (!c->quiet) fl_tell(fl_word(word), path);
}

static fl_status refuse(fl_messages *messages, fl_word_id word, const char *path) {
  fl_messages_add(messages, true, fl_word(word), path);
  return FL_BAD_SCENARIO;
}

// Nothing is there, or a result whose run was ended before its first checkpoint: begin. A result that never had checkpoints, or of another
// scenario, is not replaced without --force.
static fl_status begin_anew(const fl_checkpoints *c, fl_record_options *options, const fl_record_found *found, fl_record **record,
                            fl_messages *messages) {
  if (!*record) {
    note(c, FL_W_resume_nothing, options->path);
    return FL_OK;
  }
  const bool own = found->checkpoints && !found->passed && found->same_sources;
  fl_record_close(*record);
  *record = NULL;
  if (!own) return refuse(messages, FL_W_no_checkpoint, options->path);
  note(c, FL_W_resume_first, options->path);
  options->force = true;
  return FL_OK;
}

// A scenario has hooks or has none, by its text, which is the same.
static fl_status restore_script(const fl_checkpoints *c, fl_lua *lua, const char *path, fl_messages *messages) {
  const fl_checkpoint_head *head = fl_checkpoint_read_head(c->from);
  if ((head->script > 0) != c->scripted) return refuse(messages, FL_W_bad_checkpoint, path);
  return c->scripted ? fl_lua_restore(lua, fl_checkpoint_script(c->from), head->script, messages) : FL_OK;
}

fl_status fl_checkpoints_find(fl_checkpoints *c, fl_record_options *options, bool all_orders, fl_lua *lua, fl_messages *messages,
                              fl_record **record) {
  fl_record_found found;
  *record = NULL;
  c->head = fl_checkpoint_of(options, all_orders);
  if (!c->resume) return FL_OK;
  fl_status status = fl_record_reopen(options, messages, &found, record);
  if (status != FL_OK) return status;
  c->complete = found.complete;
  if (c->complete) {
    note(c, FL_W_resume_complete, options->path);
    return FL_OK;
  }
  if (!*record && fl_checkpoint_there(options->path)) return refuse(messages, FL_W_no_result, options->path);
  if (*record) status = fl_checkpoint_open(fl_record_path(*record), options->path, &c->head, found.mark, messages, &c->from);
  if (status != FL_OK) return status;
  if (!c->from) return begin_anew(c, options, &found, record, messages);
  if (!c->every) c->every = fl_checkpoint_read_head(c->from)->every;
  options->checkpoint_days = c->head.every = c->every;
  return restore_script(c, lua, options->path, messages);
}

fl_status fl_checkpoints_world(fl_checkpoints *c, const fl_model *model, const fl_world_options *options,
                               const fl_record_options *record_options, fl_record *record, fl_messages *messages, fl_world **out) {
  const fl_checkpoint_head *head = fl_checkpoint_read_head(c->from);
  char date[FL_DATE_TEXT];
  fl_digest digest;
  fl_status status = fl_checkpoint_world(c->from, model, options, messages, out);
  if (status != FL_OK) return status;
  fl_world_digest(*out, &digest);
  status = fl_record_rewind(record, record_options, head->date, &digest, messages);
  if (status == FL_OK && !c->quiet)
    fl_tell(fl_word(FL_W_resumed), record_options->path, (long long)head->day, (long long)fl_world_days(*out),
            fl_date_text(head->date, date));
  return status;
}

// ---- Writing ----------------------------------------------------------------------------------------------------------------

// What the hooks remember. FL_BROKEN: no checkpoint can keep it, and the world has failed with the reason; FL_ENVIRONMENT: the reason is in
// `why`, to be freed.
static fl_status save_script(const fl_checkpoints *c, fl_lua *lua, fl_world *world, void **bytes, size_t *size, char **why) {
  fl_messages messages = {0};
  *bytes = NULL;
  *size = 0;
  if (!c->scripted) return FL_OK;
  fl_status status = fl_lua_save(lua, &messages, bytes, size);
  const char *text = messages.count ? messages.items[0].text : fl_word(FL_W_no_memory);
  if (status == FL_BAD_SCENARIO) {
    fl_world_fail(world, "%s", text);
    status = FL_BROKEN;
  } else if (status != FL_OK) {
    *why = strdup(text);
  }
  fl_messages_free(&messages);
  return status;
}

fl_status fl_checkpoints_begin(const fl_checkpoints *c, fl_lua *lua, fl_world *world) {
  void *bytes;
  size_t size;
  char *why = NULL;
  if (!c->every) return FL_OK;
  const fl_status status = save_script(c, lua, world, &bytes, &size, &why);
  free(bytes);
  free(why);
  return status == FL_BROKEN ? status : FL_OK;
}

// The head of the checkpoint after the last day.
static fl_checkpoint_head head_now(const fl_checkpoints *c, const fl_world *world, const fl_record *record, size_t script) {
  fl_checkpoint_head head = c->head;
  fl_world_stats stats;
  fl_world_get_stats(world, &stats);
  fl_checkpoints_stats(c, &stats);
  snprintf(head.mark, sizeof head.mark, "%s", fl_record_mark(record));
  head.day = fl_world_day(world);
  head.date = fl_world_date(world) - 1;
  head.script = script;
  head.seconds = fl_clock_seconds() - c->begun;
  memcpy(head.stage, stats.stage_seconds, sizeof head.stage);
  return head;
}

fl_status fl_checkpoints_day(fl_checkpoints *c, fl_lua *lua, fl_world *world, fl_record *record) {
  const int64_t day = fl_world_day(world);
  char reason[256] = "", *why = NULL;
  void *script;
  size_t size;
  if (!c->every || day % c->every != 0 || day >= fl_world_days(world)) return FL_OK;
  fl_status status = fl_record_commit(record);
  if (status != FL_OK) return status;
  status = save_script(c, lua, world, &script, &size, &why);
  if (status == FL_OK) {
    const fl_checkpoint_head head = head_now(c, world, record, size);
    status = fl_checkpoint_save(fl_record_path(record), &head, script, world, reason, sizeof reason);
  }
  free(script);
  if (status == FL_ENVIRONMENT) {
    fl_tell(fl_word(FL_W_checkpoint_failed), fl_record_path(record), (long long)day, why ? why : reason);
    status = FL_OK;
  }
  free(why);
  return status;
}

void fl_checkpoints_hint(const fl_args *args, const char *path) {
  const int64_t day = fl_checkpoint_day(path);
  const fl_word_id how = args->given[FL_OPTION_resume]  ? FL_W_hint_same
                         : args->given[FL_OPTION_force] ? FL_W_hint_instead
                                                        : FL_W_hint_resume;
  if (day > 0) fl_tell(fl_word(FL_W_hint), path, (long long)day, fl_word(how));
}

void fl_checkpoints_stats(const fl_checkpoints *c, fl_world_stats *stats) {
  if (!c->from) return;
  for (int i = 0; i < STAGES; i++) stats->stage_seconds[i] += fl_checkpoint_read_head(c->from)->stage[i];
}

void fl_checkpoints_close(fl_checkpoints *c) {
  fl_checkpoint_close(c->from);
  c->from = NULL;
}
