// The tables of commands and options, and the way from main to a command.
#include "cli/command.h"

#include "base/nearname.h"

#include <poll.h>
#include <signal.h>
#include <string.h>

const fl_command fl_commands[FL_COMMANDS] = {
#define FL_COMMAND(id, operands, least, most, doc, text, examples)                                                                 \
  {#id, operands, least, most, doc, text, examples, fl_command_##id},
#include "cli/commands.def"
#undef FL_COMMAND
};

const fl_option fl_options[FL_OPTIONS] = {
#define FL_OPTION(id, letter, name, kind, argument, commands, doc) {letter, name, FL_OPTION_##kind, argument, commands, doc},
#include "cli/options.def"
#undef FL_OPTION
};

static fl_command_id find_command(const char *name) {
  for (int i = 0; i < FL_COMMANDS; i++)
    if (strcmp(fl_commands[i].name, name) == 0) return (fl_command_id)i;
  return FL_COMMANDS;
}

static int unknown_command(const char *name) {
  fl_near near = fl_near_start(name);
  for (int i = 0; i < FL_COMMANDS; i++) fl_near_offer(&near, fl_commands[i].name);
  if (near.best) return fl_wrong_use("", fl_word(FL_W_unknown_command_near), name, near.best);
  return fl_wrong_use("", fl_word(FL_W_unknown_command), name);
}

int fl_command_help(const fl_args *args) {
  if (args->given[FL_OPTION_man]) {
    fl_help_man(stdout);
  } else if (args->given[FL_OPTION_markdown]) {
    fl_help_markdown(stdout);
  } else if (args->given[FL_OPTION_completion]) {
    if (strcmp(args->given[FL_OPTION_completion], "bash") != 0)
      return fl_wrong_use("help", fl_word(FL_W_bad_choice), "completion", args->given[FL_OPTION_completion], "bash");
    fl_help_completion(stdout);
  } else if (args->operand_count == 0) {
    fl_help_program(stdout);
  } else {
    const fl_command_id command = find_command(args->operands[0]);
    if (command == FL_COMMANDS) return unknown_command(args->operands[0]);
    fl_help_command(stdout, command);
  }
  return FL_EXIT_DONE;
}

static int run_command(int argc, char **argv) {
  if (argc < 2) {
    fl_help_program(stderr);
    return FL_EXIT_WRONG;
  }
  if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
    fl_help_program(stdout);
    return FL_EXIT_DONE;
  }
  if (strcmp(argv[1], "--version") == 0) {
    printf("fanloop %s\n", FL_VERSION);
    return FL_EXIT_DONE;
  }
  fl_args args = {.command = find_command(argv[1])};
  if (args.command == FL_COMMANDS)
    return argv[1][0] == '-' ? fl_wrong_use("", fl_word(FL_W_option_before_command), argv[1]) : unknown_command(argv[1]);
  int code;
  if (!fl_args_parse(&args, argc, argv)) {
    code = args.sets && args.operands ? FL_EXIT_WRONG : FL_EXIT_FAILED;
  } else {
    code = FL_EXIT_DONE;
    if (args.given[FL_OPTION_help])
      fl_help_command(stdout, args.command);
    else
      code = fl_commands[args.command].run(&args);
  }
  fl_args_free(&args);
  return code;
}

// Whether standard output is a pipe whose reader has left: it has read what it wanted, as `head` does.
static bool reader_gone(void) {
  struct pollfd pipe = {.fd = fileno(stdout)};
  return poll(&pipe, 1, 0) == 1 && (pipe.revents & POLLERR);
}

int fl_cli_main(int argc, char **argv) {
  // A file that may not grow is reported by the call that fails: the result must be closed in order.
  signal(SIGXFSZ, SIG_IGN);
  fl_set_lang(fl_args_lang(argc, argv));
  if (!fl_start_stack()) return FL_EXIT_FAILED;
  int code = run_command(argc, argv);
  if ((fflush(stdout) != 0 || ferror(stdout)) && code == FL_EXIT_DONE && !reader_gone()) {
    fl_tell("fanloop: %s", fl_word(FL_W_cannot_print));
    code = FL_EXIT_FAILED;
  }
  return code;
}
