// What the tests of `fanloop rerun` share: the real program in a folder of their own, and a file that was made at the beginning.
#ifndef TESTS_RERUN_HELP_H
#define TESTS_RERUN_HELP_H

#include "check.h"

// The folder. Commands run in its folder "empty", where scenarios are ../kept, the file of the beginning is ../whole.sqlite and
// what is verified ../x.sqlite; passing files lie in ../tmp.
extern char folder[64];

// Makes the folder, empty, and puts the program in the path. To be undone by rerun_end, a group teardown.
bool rerun_begin(void);
int rerun_end(void **state);
// A text file in the folder, by its path there.
void write_text(const char *name, const char *text);
// Runs one command; returns its exit code.
int shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
// What a file of the folder holds, "out" and "err" those of the last command. Lines that were wrapped are whole.
const char *said(const char *name);
// The exit code of a verification of ../x.sqlite, and a text in what it says on standard output or standard error.
void assert_verify(int code, const char *text);
// Runs SQL on ../x.sqlite.
void sql(const char *text);
// ../x.sqlite becomes the file of the beginning, changed by SQL.
void change(const char *text);
// Nothing is left where passing files lie, nor in the folder in which the program ran.
void assert_nothing_left(void);

#endif
