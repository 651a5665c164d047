// File systems in memory that are soon full.
#ifndef TESTS_SMALL_DISK_H
#define TESTS_SMALL_DISK_H

// A file system of `kilobytes` at "disk", in a name space that only this process and its children see. Skips the test where the machine
// gives none.
void small_disk_mount(int kilobytes);
void small_disk_read_only(void);
void small_disk_unmount(void);
// Whatever a test that failed has left.
void small_disk_forget(void);
// The same, and the folder of a group of tests, in which it ran, is taken away: the result of a teardown.
int small_disk_remove(const char *folder);

#endif
