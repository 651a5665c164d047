#define _GNU_SOURCE // F_OFD_SETLK
#include "record/target.h"

#include "record/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *fl_target_name(const char *path) {
  return sqlite3_mprintf(path[0] == '/' || path[0] == '.' ? "%s" : "./%s", path);
}

// Every SQLite file begins with the same 16 bytes, and holds the id of its application at byte 68, big endian.
static fl_target_kind look_at_header(int fd, fl_file_kind *holds) {
  unsigned char header[72];
  ssize_t size = pread(fd, header, sizeof header, 0);
  if (size < 0) return FL_TARGET_UNREADABLE;
  if (size == 0) return FL_TARGET_EMPTY;
  if (size < (ssize_t)sizeof header || memcmp(header, "SQLite format 3", 16) != 0) return FL_TARGET_FOREIGN;
  uint32_t id = (uint32_t)header[68] << 24 | (uint32_t)header[69] << 16 | (uint32_t)header[70] << 8 | header[71];
  for (int kind = 0; kind < FL_FILE_KINDS; kind++) {
    if (id != fl_schema_files[kind].application_id) continue;
    if (holds) *holds = (fl_file_kind)kind;
    return FL_TARGET_OURS;
  }
  return FL_TARGET_FOREIGN;
}

fl_target_kind fl_target_look(const char *path, fl_file_kind *holds) {
  struct stat info;
  if (stat(path, &info) != 0) return errno == ENOENT ? FL_TARGET_MISSING : FL_TARGET_UNREADABLE;
  if (S_ISDIR(info.st_mode)) return FL_TARGET_FOLDER;
  if (!S_ISREG(info.st_mode)) return FL_TARGET_SPECIAL;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return FL_TARGET_UNREADABLE;
  fl_target_kind kind = look_at_header(fd, holds);
  int error = errno;
  close(fd);
  errno = error;
  return kind;
}

// Wrong paths are the user's error, everything else is the machine's.
const char *fl_target_reason(int error, fl_status *status) {
  *status = FL_BAD_SCENARIO;
  switch (error) {
  case ENOENT: return "its folder does not exist";
  case ENOTDIR: return "part of the path is a file, expected a folder";
  case EACCES:
  case EPERM:
  case EROFS: return "no permission to write there";
  case EISDIR: return "is a folder, expected the name of a file";
  case ENAMETOOLONG: return "the name is too long";
  case ELOOP: return "its links go round in circles";
  case EEXIST: return "exists already; --force replaces it";
  default: *status = FL_ENVIRONMENT; return error == EBUSY ? "is in use by another program" : strerror(error);
  }
}

static fl_status refuse(fl_messages *messages, fl_status status, const char *path, const char *why) {
  fl_messages_add(messages, true, "%s: %s", path, why);
  return status;
}

static fl_status refuse_error(fl_messages *messages, const char *path, int error) {
  fl_status status;
  const char *why = fl_target_reason(error, &status);
  return refuse(messages, status, path, why);
}

static fl_status check_kind(const char *path, bool force, fl_messages *messages) {
  if (path[0] == '\0') return refuse(messages, FL_BAD_SCENARIO, "output", "the name of the file is empty");
  switch (fl_target_look(path, NULL)) {
  case FL_TARGET_MISSING: break;
  case FL_TARGET_UNREADABLE: return refuse_error(messages, path, errno);
  case FL_TARGET_FOLDER: return refuse_error(messages, path, EISDIR);
  case FL_TARGET_SPECIAL: return refuse(messages, FL_BAD_SCENARIO, path, "is not a plain file");
  case FL_TARGET_FOREIGN:
    return refuse(messages, FL_BAD_SCENARIO, path, "exists and is not a fanloop result; not even --force replaces it");
  case FL_TARGET_EMPTY:
  case FL_TARGET_OURS: return force ? FL_OK : refuse_error(messages, path, EEXIST);
  }
  return FL_OK;
}

// ---- Locks ------------------------------------------------------------------------------------------------------------------

// One byte that SQLite does not lock. Locks of open file descriptions end with their process, however it ends, and are not lost when
// SQLite closes a descriptor of the same file.
static struct flock lock_byte(short type) {
  return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = 0x7ffffff0, .l_len = 1};
}

static int lock(int fd) {
  struct flock byte = lock_byte(F_WRLCK);
  if (fcntl(fd, F_OFD_SETLK, &byte) == 0) return 0;
  return errno == EAGAIN || errno == EACCES ? EBUSY : errno;
}

static bool is_locked(const char *path) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  struct flock byte = lock_byte(F_RDLCK);
  const bool locked = fcntl(fd, F_OFD_GETLK, &byte) == 0 && byte.l_type != F_UNLCK;
  close(fd);
  return locked;
}

static bool is_at(int fd, const char *path) {
  struct stat a, b;
  return fstat(fd, &a) == 0 && stat(path, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static void remove_side_files(const char *path) {
  static const char *const suffixes[] = {"-journal", "-wal", "-shm"};
  for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
    char *name = sqlite3_mprintf("%s%s", path, suffixes[i]);
    if (name) unlink(name);
    sqlite3_free(name);
  }
}

static void remove_draft(const char *draft) {
  remove_side_files(draft);
  unlink(draft);
}

// Makes the draft's file and locks it; 0 or an errno. A file that is there is another run's, or was left by one that was killed: the
// lock tells. Whoever gets the lock of a file that has been moved or removed meanwhile begins again.
static int make_draft(fl_target *t) {
  for (int tries = 0; tries < 100; tries++) {
    int fd = open(t->draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    const bool made = fd >= 0;
    if (!made && errno != EEXIST) return errno;
    if (!made) fd = open(t->draft, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) continue;
    if (fd < 0) return errno;
    const int error = lock(fd);
    const bool mine = error == 0 && is_at(fd, t->draft);
    if (mine && made) {
      t->lock = fd;
      return 0;
    }
    if (mine || (made && error && error != EBUSY)) remove_draft(t->draft);
    close(fd);
    if (error) return error;
  }
  return EBUSY;
}

// A result that some program writes or reads must not lose its file: its side files would then be taken for those of the new one.
// SQLite's lock is held until the new file is in place; taking it also rolls back what a killed run left behind.
static int lock_old(fl_target *t) {
  if (is_locked(t->path)) return EBUSY;
  char *name = fl_target_name(t->path);
  int rc = name ? sqlite3_open_v2(name, &t->old, SQLITE_OPEN_READWRITE, NULL) : SQLITE_NOMEM;
  sqlite3_free(name);
  if (rc == SQLITE_OK) rc = sqlite3_exec(t->old, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
  if (rc == SQLITE_OK) return 0;
  sqlite3_close(t->old); // damaged, or without permission: replacing it does not hang on that
  t->old = NULL;
  return rc == SQLITE_BUSY ? EBUSY : rc == SQLITE_NOMEM ? ENOMEM : 0;
}

// ---- The place --------------------------------------------------------------------------------------------------------------

static fl_status claim_place(const char *path, bool force, fl_messages *messages, fl_target *out) {
  *out = (fl_target){.force = force, .lock = -1};
  fl_status status = check_kind(path, force, messages);
  if (status != FL_OK) return status;
  char *real = realpath(path, NULL); // behind a link, the file that it points to is replaced, not the link
  out->path = sqlite3_mprintf("%s", real ? real : path);
  free(real);
  out->draft = out->path ? sqlite3_mprintf("%s.fanloop-draft", out->path) : NULL;
  if (!out->draft) return refuse(messages, FL_ENVIRONMENT, path, "out of memory");
  const int error = make_draft(out);
  if (error) return refuse_error(messages, path, error);
  return check_kind(path, force, messages); // again: now nobody else can put a result there
}

fl_status fl_target_claim(const char *path, bool force, fl_messages *messages, fl_target *out) {
  const fl_status status = claim_place(path, force, messages, out);
  if (status != FL_OK) return status;
  const int error = fl_target_look(out->path, NULL) == FL_TARGET_OURS ? lock_old(out) : 0;
  return error ? refuse_error(messages, path, error) : FL_OK;
}

// The draft keeps others away until the lock of the result is held.
fl_status fl_target_reclaim(const char *path, fl_messages *messages, fl_target *out) {
  const fl_status status = claim_place(path, true, messages, out);
  if (status != FL_OK) return status;
  fl_file_kind holds;
  const fl_target_kind kind = fl_target_look(out->path, &holds);
  if (kind == FL_TARGET_MISSING) return FL_OK;
  if (kind != FL_TARGET_OURS || holds != FL_FILE_RUN)
    return refuse(messages, FL_BAD_SCENARIO, path, "is empty, there is nothing to resume");
  const int fd = open(out->path, O_RDWR | O_CLOEXEC);
  const int error = fd < 0 ? errno : lock(fd);
  if (error) {
    if (fd >= 0) close(fd);
    return refuse_error(messages, path, error);
  }
  remove_draft(out->draft);
  close(out->lock);
  out->lock = fd;
  out->published = true;
  return FL_OK;
}

// Without `force`: nothing is replaced.
static int put_beside(const char *draft, const char *path) {
  if (link(draft, path) == 0) {
    unlink(draft);
    return 0;
  }
  // Some file systems know no hard links: there a file that appears in this very moment would be lost.
  if (errno != EEXIST && access(path, F_OK) != 0 && rename(draft, path) == 0) return 0;
  return errno;
}

static void move_journal(const fl_target *t) {
  char *from = sqlite3_mprintf("%s-journal", t->draft), *to = sqlite3_mprintf("%s-journal", t->path);
  if (from && to && rename(from, to) != 0) unlink(from); // there may be none, and SQLite makes one where it needs it
  sqlite3_free(from);
  sqlite3_free(to);
}

int fl_target_publish(fl_target *t) {
  // A journal left beside a lost or replaced file would be rolled into the new one.
  if (t->force || access(t->path, F_OK) != 0) remove_side_files(t->path);
  const int error = !t->force ? put_beside(t->draft, t->path) : rename(t->draft, t->path) == 0 ? 0 : errno;
  if (error) return error;
  t->published = true;
  move_journal(t);
  sqlite3_close(t->old);
  t->old = NULL;
  return 0;
}

void fl_target_release(fl_target *t) {
  if (t->lock >= 0 && !t->published) remove_draft(t->draft);
  sqlite3_close(t->old);
  t->old = NULL;
  if (t->lock >= 0) close(t->lock);
  t->lock = -1;
}

void fl_target_free(fl_target *t) {
  fl_target_release(t);
  sqlite3_free(t->path);
  sqlite3_free(t->draft);
  t->path = t->draft = NULL;
}
