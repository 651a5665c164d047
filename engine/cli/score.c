// fanloop score: the scorecard of one result, or of several runs of one set-up.
#include "cli/session.h"

#include "record/whole.h"
#include "report/score.h"

#include <stdlib.h>
#include <string.h>

// Reads one file behind the cards that are there already.
static fl_status read_card(const char *path, fl_messages *messages, fl_scorecard *out) {
  fl_result *result = NULL;
  fl_status status = fl_result_open(path, messages, &result);
  if (status == FL_OK) status = fl_result_whole(result, path, FL_VERSION, messages);
  if (status == FL_OK) status = fl_scorecard_read(result, path, messages, out);
  fl_result_close(result);
  return status;
}

// Runs compare when they differ in the seed only; one run given twice would make the interval too narrow.
static bool compares(const fl_args *args, const fl_scorecard *cards, size_t i, fl_messages *messages) {
  if (strcmp(cards[i].set_up, cards[0].set_up) != 0 || strcmp(cards[i].name, cards[0].name) != 0) {
    fl_messages_add(messages, true, fl_word(FL_W_q_other), args->operands[i], args->operands[0]);
    return false;
  }
  for (size_t k = 0; k < i; k++)
    if (strcmp(cards[k].digest, cards[i].digest) == 0) {
      fl_messages_add(messages, true, fl_word(FL_W_q_same), args->operands[i], args->operands[k]);
      return false;
    }
  return true;
}

int fl_command_score(const fl_args *args) {
  fl_messages messages = {0};
  fl_scorecard *cards = calloc(args->operand_count, sizeof *cards);
  fl_status status = cards ? FL_OK : FL_ENVIRONMENT;
  size_t read = 0;
  for (; status == FL_OK && read < args->operand_count; read++) {
    status = read_card(args->operands[read], &messages, &cards[read]);
    if (status == FL_OK && !compares(args, cards, read, &messages)) status = FL_BAD_SCENARIO;
  }
  fl_session_print(&messages, true);
  if (status == FL_OK && args->given[FL_OPTION_json])
    fl_score_json(stdout, cards, read);
  else if (status == FL_OK)
    fl_score_print(stdout, cards, read, fl_terminal_colour(stdout));
  for (size_t i = 0; i < read; i++) fl_scorecard_free(&cards[i]);
  free(cards);
  fl_messages_free(&messages);
  return fl_session_exit(status);
}
