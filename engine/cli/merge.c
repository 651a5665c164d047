// fanloop merge: the files of a sweep's shards become one.
#include "cli/session.h"
#include "experiment/lab.h"
#include "report/text.h"

int fl_command_merge(const fl_args *args) {
  fl_messages messages = {0};
  int64_t done = 0, failed = 0;
  const char *path = args->given[FL_OPTION_output];
  if (!path) return fl_wrong_use(fl_commands[args->command].name, "%s", fl_word(FL_W_merge_needs_output));
  const fl_status status =
      fl_lab_merge(path, args->given[FL_OPTION_force] != NULL, args->operands, args->operand_count, &messages, &done, &failed);
  int code = failed ? FL_EXIT_PARTLY : FL_EXIT_DONE;
  if (status != FL_OK) {
    code = fl_session_refuse(&messages, status);
  } else if (!args->given[FL_OPTION_quiet]) {
    fl_text_say(stdout, FL_W_merge_done, path, (long long)(done + failed), args->operand_count);
    if (failed) fl_text_say(stdout, FL_W_sweep_failed, (long long)failed, path);
    fl_text_say(stdout, FL_W_sweep_next, path);
  }
  fl_messages_free(&messages);
  return code;
}
