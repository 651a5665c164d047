// The command line: tables of commands and options, parsed arguments, and one function per command.
#ifndef FANLOOP_COMMAND_H
#define FANLOOP_COMMAND_H

#include "report/words.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

// Exit codes, as documented.
enum { FL_EXIT_DONE = 0, FL_EXIT_FAILED = 1, FL_EXIT_WRONG = 2, FL_EXIT_PARTLY = 3 };

typedef enum fl_command_id {
#define FL_COMMAND(id, operands, least, most, doc, text, examples) FL_COMMAND_##id,
#include "cli/commands.def"
#undef FL_COMMAND
  FL_COMMANDS
} fl_command_id;

enum {
#define FL_COMMAND(id, operands, least, most, doc, text, examples) FL_IN_##id = 1 << FL_COMMAND_##id,
#include "cli/commands.def"
#undef FL_COMMAND
  FL_IN_any = (1 << FL_COMMANDS) - 1
};

typedef enum fl_option_id {
#define FL_OPTION(id, letter, name, kind, argument, commands, doc) FL_OPTION_##id,
#include "cli/options.def"
#undef FL_OPTION
  FL_OPTIONS
} fl_option_id;

typedef enum fl_option_kind { FL_OPTION_FLAG, FL_OPTION_TEXT, FL_OPTION_LIST } fl_option_kind;

typedef struct fl_option {
  char letter; // 0: none
  const char *name;
  fl_option_kind kind;
  const char *argument; // "" for a flag
  int commands;         // mask of FL_IN_*
  const char *doc;
} fl_option;

// What the user wrote. Texts point into argv.
typedef struct fl_args {
  int argc;
  char **argv;
  fl_command_id command;
  const char **operands;
  size_t operand_count;
  const char *given[FL_OPTIONS]; // NULL: not given; a flag that was given holds ""
  const char **sets;             // of --set, in order
  size_t set_count;
  fl_lang lang;
} fl_args;

// `run` returns the exit code.
typedef struct fl_command {
  const char *name, *operands;
  size_t least, most; // operands
  const char *doc, *text, *examples;
  int (*run)(const fl_args *args);
} fl_command;

extern const fl_command fl_commands[FL_COMMANDS];
extern const fl_option fl_options[FL_OPTIONS];

// Reads argv behind the name of the command. False after a message on standard error.
bool fl_args_parse(fl_args *args, int argc, char **argv);
void fl_args_free(fl_args *args);
// Says one message on standard error, on lines of its own. Names of files and arguments may hold anything: what could steer a terminal
// is shown as '?'.
void fl_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
// Says nothing, until it is told otherwise: of several processes that would say the same, one speaks.
void fl_tell_nothing(bool nothing);
void fl_tell_list(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));
// Says what is wrong with the use of the program, and where help is; returns FL_EXIT_WRONG.
int fl_wrong_use(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
// The language of --lang wherever it stands, so that messages of the parser speak it too.
fl_lang fl_args_lang(int argc, char **argv);

// Texts derived from the tables.
void fl_help_program(FILE *out);
void fl_help_command(FILE *out, fl_command_id command);
void fl_help_man(FILE *out);
void fl_help_markdown(FILE *out);
void fl_help_completion(FILE *out);

int fl_command_run(const fl_args *args);
int fl_command_compare(const fl_args *args);
int fl_command_sweep(const fl_args *args);
int fl_command_analyse(const fl_args *args);
int fl_command_calibrate(const fl_args *args);
int fl_command_optimise(const fl_args *args);
int fl_command_merge(const fl_args *args);
int fl_command_check(const fl_args *args);
int fl_command_params(const fl_args *args);
int fl_command_score(const fl_args *args);
int fl_command_rerun(const fl_args *args);
int fl_command_new(const fl_args *args);
int fl_command_help(const fl_args *args);

// Begins the program again without the variables of the OpenMP runtime, when there are any: the runtime has read them before main, and
// some of them end it. The first thing in main; otherwise returns.
void fl_start_anew(char **argv);
// Whether the stack suffices. False after a message.
bool fl_start_stack(void);

// The program; returns its exit code.
int fl_cli_main(int argc, char **argv);

#endif
