#define _GNU_SOURCE // unshare
#include "small_disk.h"

#include "check.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

void small_disk_mount(int kilobytes) {
  char options[32];
  mkdir("disk", 0700);
  if (geteuid() != 0) {
    print_message("skipped: small disks need root to be mounted\n");
    skip();
  }
  if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
    print_message("skipped: this machine gives no name space to mount a small disk in\n");
    skip();
  }
  snprintf(options, sizeof options, "size=%dk", kilobytes);
  if (mount("fanloop-test", "disk", "tmpfs", 0, options) != 0) {
    print_message("skipped: no small disk can be mounted here\n");
    skip();
  }
}

void small_disk_read_only(void) {
  assert_int_equal(mount("fanloop-test", "disk", NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
}

void small_disk_unmount(void) {
  assert_int_equal(umount("disk"), 0);
}

void small_disk_forget(void) {
  umount2("disk", MNT_DETACH);
}

int small_disk_remove(const char *folder) {
  char command[128];
  small_disk_forget();
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return chdir("/") == 0 ? system(command) : -1;
}
