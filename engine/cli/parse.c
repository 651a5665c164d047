// From argv to fl_args.
#include "cli/command.h"

#include "base/nearname.h"

#include <stdlib.h>
#include <string.h>

int fl_wrong_use(const char *command, const char *format, ...) {
  fprintf(stderr, command[0] ? "fanloop %s: " : "fanloop%s: ", command);
  va_list arguments;
  va_start(arguments, format);
  fl_tell_list(format, arguments);
  va_end(arguments);
  fl_tell(fl_word(FL_W_see_help), command, command[0] ? " " : "");
  return FL_EXIT_WRONG;
}

fl_lang fl_args_lang(int argc, char **argv) {
  fl_lang lang = FL_LANG_EN;
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
    const char *value = NULL;
    if (strncmp(argv[i], "--lang=", 7) == 0)
      value = argv[i] + 7;
    else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
      value = argv[i + 1];
    if (value) lang = strcmp(value, "zh") == 0 ? FL_LANG_ZH : FL_LANG_EN;
  }
  return lang;
}

static bool applies(const fl_args *args, int option) {
  return (fl_options[option].commands & 1 << args->command) != 0;
}

static bool unknown_option(const fl_args *args, const char *name) {
  const char *command = fl_commands[args->command].name;
  fl_near near = fl_near_start(name);
  for (int i = 0; i < FL_OPTIONS; i++) {
    if (applies(args, i)) {
      fl_near_offer(&near, fl_options[i].name);
    } else if (strcmp(fl_options[i].name, name) == 0) {
      fl_wrong_use(command, fl_word(FL_W_option_elsewhere), name, command);
      return false;
    }
  }
  // A field of the set-up or a parameter written as an option.
  if (near.best)
    fl_wrong_use(command, fl_word(FL_W_unknown_option_near), name, near.best);
  else
    fl_wrong_use(command, fl_word(FL_W_unknown_option), name);
  return false;
}

static bool store(fl_args *args, int option, const char *value) {
  if (fl_options[option].kind == FL_OPTION_LIST)
    args->sets[args->set_count++] = value;
  else
    args->given[option] = value;
  return true;
}

// One option; `*i` moves over its value.
static bool take(fl_args *args, int option, const char *attached, int *i) {
  const char *command = fl_commands[args->command].name, *name = fl_options[option].name;
  if (fl_options[option].kind == FL_OPTION_FLAG) {
    if (!attached) return store(args, option, "");
    fl_wrong_use(command, fl_word(FL_W_option_no_value), name);
    return false;
  }
  if (attached) return store(args, option, attached);
  if (*i + 1 >= args->argc) {
    fl_wrong_use(command, fl_word(FL_W_option_needs_value), name, fl_options[option].argument);
    return false;
  }
  return store(args, option, args->argv[++*i]);
}

static bool take_long(fl_args *args, int *i) {
  const char *text = args->argv[*i] + 2, *equals = strchr(text, '=');
  const size_t length = equals ? (size_t)(equals - text) : strlen(text);
  for (int o = 0; o < FL_OPTIONS; o++)
    if (applies(args, o) && strlen(fl_options[o].name) == length && strncmp(fl_options[o].name, text, length) == 0)
      return take(args, o, equals ? equals + 1 : NULL, i);
  char name[64];
  snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), text);
  return unknown_option(args, name);
}

static bool take_short(fl_args *args, int *i) {
  const char *text = args->argv[*i];
  for (int o = 0; o < FL_OPTIONS; o++)
    if (applies(args, o) && fl_options[o].letter && fl_options[o].letter == text[1])
      return take(args, o, text[2] ? text + 2 : NULL, i);
  fl_wrong_use(fl_commands[args->command].name, fl_word(FL_W_unknown_letter), text);
  return false;
}

static bool take_operand(fl_args *args, const char *text) {
  const fl_command *command = &fl_commands[args->command];
  if (args->operand_count < command->most) {
    args->operands[args->operand_count++] = text;
    return true;
  }
  fl_wrong_use(command->name, fl_word(FL_W_too_many_operands), text);
  return false;
}

bool fl_args_parse(fl_args *args, int argc, char **argv) {
  args->argc = argc;
  args->argv = argv;
  args->sets = calloc((size_t)argc + FL_OPTIONS, sizeof *args->sets);
  args->operands = calloc((size_t)argc, sizeof *args->operands);
  if (!args->sets || !args->operands) {
    fl_tell("%s", fl_word(FL_W_no_memory));
    return false;
  }
  bool only_operands = false;
  for (int i = 2; i < argc; i++) {
    bool good;
    if (only_operands || argv[i][0] != '-' || !argv[i][1])
      good = take_operand(args, argv[i]);
    else if (strcmp(argv[i], "--") == 0)
      good = only_operands = true;
    else
      good = argv[i][1] == '-' ? take_long(args, &i) : take_short(args, &i);
    if (!good) return false;
  }
  const fl_command *command = &fl_commands[args->command];
  const char *lang = args->given[FL_OPTION_lang];
  if (lang && strcmp(lang, "en") != 0 && strcmp(lang, "zh") != 0) {
    fl_wrong_use(command->name, fl_word(FL_W_bad_choice), "lang", lang, "en, zh");
    return false;
  }
  args->lang = lang && strcmp(lang, "zh") == 0 ? FL_LANG_ZH : FL_LANG_EN;
  if (args->given[FL_OPTION_help] || args->operand_count >= command->least) return true;
  fl_wrong_use(command->name, fl_word(FL_W_operand_missing), command->operands);
  return false;
}

void fl_args_free(fl_args *args) {
  free(args->sets);
  free(args->operands);
  args->sets = args->operands = NULL;
}
