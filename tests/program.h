// The real program, run by a shell in a folder of the test's own.
#ifndef TESTS_PROGRAM_H
#define TESTS_PROGRAM_H

// Exit code of a command line; -n where signal n ended it.
int shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
// What stands in the file "said", cut at 8 KiB; valid until the next call.
const char *said(void);
// The first number of a query on a file; fails the test where there is none.
double number(const char *path, const char *sql);
void assert_same_bytes(const char *a, const char *b);
void write_text(const char *path, const char *text);
// Makes a folder and goes there: 0; and takes it away again, as setup and teardown of a group.
int enter_folder(void **state);
int leave_folder(void **state);

#endif
