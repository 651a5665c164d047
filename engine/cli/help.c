// Every text about the command line, derived from the tables of commands and options.
#include "cli/command.h"

#include "report/text.h"

#include <string.h>

enum { COMMAND = 10, OPERANDS = 15, OPTION = 21 }; // columns

static const char about[] = "Agent-based simulator of trust-driven live commerce.";
static const struct {
  int code;
  const char *meaning;
} exit_codes[] = {{FL_EXIT_DONE, "done"},
                  {FL_EXIT_FAILED, "the run failed or was stopped"},
                  {FL_EXIT_WRONG, "wrong use or wrong scenario"},
                  {FL_EXIT_PARTLY, "some runs of a comparison, a sweep or a search failed"}};
enum { EXIT_CODES = sizeof exit_codes / sizeof *exit_codes };

// Examples: lines of "command line\twhat it does\n".
typedef struct example {
  const char *line, *doc;
  int line_length, doc_length;
} example;

static bool next_example(const char **at, example *out) {
  if (!**at) return false;
  const char *tab = strchr(*at, '\t'), *end = strchr(*at, '\n');
  *out = (example){*at, tab + 1, (int)(tab - *at), (int)(end - tab - 1)};
  *at = end + 1;
  return true;
}

static bool in_command(int option, int command) {
  return (fl_options[option].commands & 1 << command) != 0;
}

// "-o, --output FILE"
static const char *usage_of(const fl_option *option, char out[64]) {
  char letter[8] = "    ";
  if (option->letter) snprintf(letter, sizeof letter, "-%c, ", option->letter);
  snprintf(out, 64, "%s--%s%s%s", letter, option->name, option->argument[0] ? " " : "", option->argument);
  return out;
}

void fl_help_program(FILE *out) {
  fprintf(out, "fanloop – %s\n\nUsage: fanloop COMMAND [OPTIONS] …\n\nCommands:\n", about);
  for (int c = 0; c < FL_COMMANDS; c++) {
    const fl_command *command = &fl_commands[c];
    fprintf(out, "  ");
    fl_text_left(out, command->name, COMMAND);
    fl_text_left(out, command->operands, OPERANDS);
    fprintf(out, "%s\n", command->doc);
  }
  fprintf(out, "\nStart here:\n"
               "  fanloop new my-question\n"
               "  fanloop check my-question.lua\n"
               "  fanloop run my-question.lua\n\n"
               "`fanloop COMMAND --help` shows options and examples of a command, `fanloop --version` the version.\n");
}

void fl_help_command(FILE *out, fl_command_id which) {
  const int id = (int)which;
  const fl_command *command = &fl_commands[id];
  char usage[64];
  example e;
  fprintf(out, "Usage: fanloop %s %s [OPTIONS]\n\n%s%s\nOptions:\n", command->name, command->operands, command->text,
          command->text[0] ? "" : command->doc);
  for (int o = 0; o < FL_OPTIONS; o++)
    if (in_command(o, id)) {
      fprintf(out, "  ");
      fl_text_left(out, usage_of(&fl_options[o], usage), OPTION);
      fprintf(out, "  %s\n", fl_options[o].doc);
    }
  fprintf(out, "\nExamples:\n");
  for (const char *at = command->examples; next_example(&at, &e);)
    fprintf(out, "  %.*s\n      %.*s\n", e.line_length, e.line, e.doc_length, e.doc);
  fprintf(out, "\nExit codes:");
  for (int i = 0; i < EXIT_CODES; i++) fprintf(out, "%s %d %s", i ? "," : "", exit_codes[i].code, exit_codes[i].meaning);
  fprintf(out, "\n");
}

// In roff a dash is a hyphen unless escaped, and a line may not begin with a dot.
static void roff(FILE *out, const char *text, int length) {
  for (int i = 0; i < length; i++) {
    if (text[i] == '-' || text[i] == '\\') fputc('\\', out);
    if ((text[i] == '.' || text[i] == '\'') && (i == 0 || text[i - 1] == '\n')) fputs("\\&", out);
    fputc(text[i], out);
  }
}

static void man_command(FILE *out, int c) {
  const fl_command *command = &fl_commands[c];
  char usage[64];
  example e;
  fprintf(out, ".SS \"fanloop %s %s\"\n", command->name, command->operands);
  const char *text = command->text[0] ? command->text : command->doc;
  roff(out, text, (int)strlen(text));
  if (text[strlen(text) - 1] != '\n') fputc('\n', out);
  for (int o = 0; o < FL_OPTIONS; o++) {
    if (!in_command(o, c)) continue;
    fprintf(out, ".TP\n.B ");
    const char *usage_text = usage_of(&fl_options[o], usage);
    usage_text += strspn(usage_text, " ");
    roff(out, usage_text, (int)strlen(usage_text));
    fputc('\n', out);
    roff(out, fl_options[o].doc, (int)strlen(fl_options[o].doc));
    fputc('\n', out);
  }
  for (const char *at = command->examples; next_example(&at, &e);) {
    fprintf(out, ".PP\n");
    roff(out, e.doc, e.doc_length);
    fprintf(out, ":\n.br\n.B ");
    roff(out, e.line, e.line_length);
    fputc('\n', out);
  }
}

void fl_help_man(FILE *out) {
  fprintf(out,
          ".TH FANLOOP 1 \"\" \"fanloop %s\" \"User commands\"\n.SH NAME\nfanloop \\- agent-based simulator of trust-driven live "
          "commerce\n.SH SYNOPSIS\n.B fanloop\nCOMMAND [OPTIONS] ...\n.SH COMMANDS\n",
          FL_VERSION);
  for (int c = 0; c < FL_COMMANDS; c++) man_command(out, c);
  fprintf(out, ".SH EXIT STATUS\n");
  for (int i = 0; i < EXIT_CODES; i++) fprintf(out, ".TP\n.B %d\n%s\n", exit_codes[i].code, exit_codes[i].meaning);
  fprintf(out, ".SH ENVIRONMENT\n.TP\n.B NO_COLOR\nif set and not empty, no colours on a terminal\n");
}

static void markdown_command(FILE *out, int c) {
  const fl_command *command = &fl_commands[c];
  char usage[64];
  example e;
  fprintf(out, "## `fanloop %s %s`\n\n%s%s\n| option | meaning |\n|---|---|\n", command->name, command->operands,
          command->text[0] ? command->text : command->doc, command->text[0] ? "" : "\n");
  for (int o = 0; o < FL_OPTIONS; o++) {
    if (!in_command(o, c)) continue;
    const char *usage_text = usage_of(&fl_options[o], usage);
    fprintf(out, "| `");
    for (usage_text += strspn(usage_text, " "); *usage_text; usage_text++)
      fprintf(out, *usage_text == '|' ? "\\|" : "%c", *usage_text);
    fprintf(out, "` | %s |\n", fl_options[o].doc);
  }
  fprintf(out, "\n");
  for (const char *at = command->examples; next_example(&at, &e);)
    fprintf(out, "    %.*s\n\n%.*s.\n\n", e.line_length, e.line, e.doc_length, e.doc);
}

void fl_help_markdown(FILE *out) {
  fprintf(
      out,
      "# Command line\n\n<!-- Generated by `fanloop help --markdown`; a test compares. Do not edit. -->\n\n"
      "Results go to standard output, progress and messages to standard error. A progress bar is drawn on a terminal only,\n"
      "colours too, and none when `NO_COLOR` is set. Of the environment `rerun` reads `TMPDIR` besides, and sweeps and searches\n"
      "look for the variables by which a runtime of MPI tells that there are ranks; nothing else is read. Variables of the\n"
      "OpenMP runtime (`OMP_*`, `GOMP_*`, `KMP_*`), which it would read by itself, are taken out before it does, and\n"
      "`GOMP_SPINCOUNT` is set, so that threads that wait sleep after microseconds. The stack must have 1 MiB at\n"
      "least (`ulimit -s`). A run whose threads cannot be made (`ulimit -v`) ends with the runtime's message and exit code 1; its\n"
      "file is marked like that of any run that failed.\n\n"
      "An existing result is replaced only with `--force`, also one whose run failed or was stopped: the days in it may be all\n"
      "that is left of a long run. It is replaced when the first day of the new run is complete: a run that fails or is stopped\n"
      "before leaves it as it was, and no file where there was none. Of several runs for one file the first has it; the others\n"
      "say that it is in use, and touch nothing. Names of files and arguments are shown with `?` for what could steer a terminal;\n"
      "what is not UTF-8 is `?` in results and JSON too.\n\n"
      "Options may stand before or behind the operands, and `--` ends them.\n\n| exit code | meaning |\n"
      "|---|---|\n");
  for (int i = 0; i < EXIT_CODES; i++) fprintf(out, "| %d | %s |\n", exit_codes[i].code, exit_codes[i].meaning);
  fprintf(out, "\n");
  for (int c = 0; c < FL_COMMANDS; c++) markdown_command(out, c);
  fprintf(out, "The man page is printed by `fanloop help --man`, a completion script by `fanloop help --completion bash`.\n");
}

void fl_help_completion(FILE *out) {
  fprintf(out, "# bash completion for fanloop, printed by: fanloop help --completion bash\n"
               "_fanloop() {\n  local word=${COMP_WORDS[COMP_CWORD]} options=\n  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
               "    COMPREPLY=($(compgen -W \"");
  for (int c = 0; c < FL_COMMANDS; c++) fprintf(out, "%s ", fl_commands[c].name);
  fprintf(out, "--help --version\" -- \"$word\"))\n    return\n  fi\n  case ${COMP_WORDS[1]} in\n");
  for (int c = 0; c < FL_COMMANDS; c++) {
    fprintf(out, "  %s) options=\"", fl_commands[c].name);
    for (int o = 0; o < FL_OPTIONS; o++)
      if (in_command(o, c)) fprintf(out, "--%s ", fl_options[o].name);
    fprintf(out, "\" ;;\n");
  }
  fprintf(out, "  esac\n  case $word in\n  -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
               "  *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n  esac\n}\ncomplete -o filenames -F _fanloop fanloop\n");
}
