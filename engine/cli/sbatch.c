#include "cli/sbatch.h"

#include "cli/session.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { SHARDS_MOST = 10000 };

// Not in the command of a shard: they are the script's own, or are about the machine that prints it.
static bool is_left_out(int option) {
  static const int left_out[] = {FL_OPTION_set,      FL_OPTION_sbatch,        FL_OPTION_shard,    FL_OPTION_output, FL_OPTION_jobs,
                                 FL_OPTION_estimate, FL_OPTION_export_design, FL_OPTION_json,     FL_OPTION_quiet,  FL_OPTION_help,
                                 FL_OPTION_lang,     FL_OPTION_ascii,         FL_OPTION_force_new};
  for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
    if (left_out[i] == option) return true;
  return false;
}

// The command of all shards, up to what is each one's own.
static char *shard_command(const fl_args *args) {
  const char *const words[] = {"sweep", args->operands[0]};
  char *text = fl_session_words(words, 2, args->sets, args->set_count);
  for (int o = 0; text && o < FL_OPTIONS; o++) {
    const char *value = args->given[o];
    if (!value || is_left_out(o)) continue;
    char *more = fl_options[o].kind == FL_OPTION_FLAG ? NULL : fl_session_option(text, fl_options[o].name, value);
    if (fl_options[o].kind == FL_OPTION_FLAG && (more = malloc(strlen(text) + strlen(fl_options[o].name) + 4)))
      sprintf(more, "%s --%s", text, fl_options[o].name);
    free(text);
    text = more;
  }
  return text;
}

// A name of files that no shell takes for anything else.
static void stem_of(const char *name, char out[FL_NAME_MAX]) {
  size_t used = 0;
  for (; *name && used + 1 < FL_NAME_MAX; name++) {
    const unsigned char c = (unsigned char)*name;
    out[used++] = c < 128 && (isalnum(c) || c == '.' || c == '_' || c == '-') ? (char)c : '_';
  }
  out[used] = '\0';
}

int fl_sbatch_print(const fl_args *args, const char *name) {
  int64_t shards = 0;
  char stem[FL_NAME_MAX];
  if (args->given[FL_OPTION_output] || args->given[FL_OPTION_shard]) return fl_wrong_use("sweep", "%s", fl_word(FL_W_sbatch_alone));
  if (!fl_session_whole(args, FL_OPTION_sbatch, 1, SHARDS_MOST, &shards)) return FL_EXIT_WRONG;
  char *command = shard_command(args);
  if (!command) return fl_tell("%s", fl_word(FL_W_no_memory)), FL_EXIT_FAILED;
  stem_of(name, stem);
  const long long n = (long long)shards;
  printf("#!/bin/bash\n"
         "# Submit with: sbatch FILE. Each task of the array makes one of %lld shards; one that was ended goes on when it is "
         "submitted again.\n"
         "#SBATCH --job-name=%s\n#SBATCH --array=1-%lld\n#SBATCH --cpus-per-task=1\n#SBATCH --time=01:00:00\n"
         "set -eu\n"
         "shard=results/%s-sweep.shard-$SLURM_ARRAY_TASK_ID-of-%lld.sqlite\n"
         "mkdir -p results\n"
         "status=0\n"
         "%s -j \"${SLURM_CPUS_PER_TASK:-1}\" --quiet --shard \"$SLURM_ARRAY_TASK_ID/%lld\" -o \"$shard\" || status=$?\n"
         "[ \"$status\" = 0 ] || [ \"$status\" = 3 ] # 3: some runs failed, and the file says which\n"
         "# When all shards are there:\n"
         "#   fanloop merge -o results/%s-sweep.sqlite results/%s-sweep.shard-*-of-%lld.sqlite\n",
         n, stem, n, stem, n, command, n, stem, stem, n);
  free(command);
  return FL_EXIT_DONE;
}
