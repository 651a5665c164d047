#include "record/target.h"

#include "record/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *fl_target_name(const char *path) {
  return sqlite3_mprintf(path[0] == '/' || path[0] == '.' ? "%s" : "./%s", path);
}

// Every SQLite file begins with the same 16 bytes, and holds the id of its application at byte 68, big endian.
static fl_target_kind look_at_header(int fd) {
  unsigned char header[72];
  ssize_t size = pread(fd, header, sizeof header, 0);
  if (size < 0) return FL_TARGET_UNREADABLE;
  if (size == 0) return FL_TARGET_EMPTY;
  if (size < (ssize_t)sizeof header || memcmp(header, "SQLite format 3", 16) != 0) return FL_TARGET_FOREIGN;
  uint32_t id = (uint32_t)header[68] << 24 | (uint32_t)header[69] << 16 | (uint32_t)header[70] << 8 | header[71];
  return id == FL_APPLICATION_ID ? FL_TARGET_RESULT : FL_TARGET_FOREIGN;
}

fl_target_kind fl_target_look(const char *path) {
  struct stat info;
  if (stat(path, &info) != 0) return errno == ENOENT ? FL_TARGET_MISSING : FL_TARGET_UNREADABLE;
  if (S_ISDIR(info.st_mode)) return FL_TARGET_FOLDER;
  if (!S_ISREG(info.st_mode)) return FL_TARGET_SPECIAL;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return FL_TARGET_UNREADABLE;
  fl_target_kind kind = look_at_header(fd);
  int error = errno;
  close(fd);
  errno = error;
  return kind;
}

static fl_status refuse(fl_messages *messages, fl_status status, const char *path, const char *why) {
  fl_messages_add(messages, true, "%s: %s", path, why);
  return status;
}

// Wrong paths are the user's error, everything else is the machine's.
fl_status fl_target_refuse(fl_messages *messages, const char *path, int error) {
  switch (error) {
  case ENOENT: return refuse(messages, FL_BAD_SCENARIO, path, "its folder does not exist");
  case ENOTDIR: return refuse(messages, FL_BAD_SCENARIO, path, "part of the path is a file, expected a folder");
  case EACCES:
  case EPERM:
  case EROFS: return refuse(messages, FL_BAD_SCENARIO, path, "no permission to write there");
  case EISDIR: return refuse(messages, FL_BAD_SCENARIO, path, "is a folder, expected the name of a file");
  case ENAMETOOLONG: return refuse(messages, FL_BAD_SCENARIO, path, "the name is too long");
  case ELOOP: return refuse(messages, FL_BAD_SCENARIO, path, "its links go round in circles");
  case EEXIST: return refuse(messages, FL_BAD_SCENARIO, path, "exists already; --force replaces it");
  default: return refuse(messages, FL_ENVIRONMENT, path, strerror(error));
  }
}

// A result that some program writes or reads must not lose its file: its side files would then be taken for those of the new one.
// Taking the lock also rolls back what a killed run left behind.
static bool in_use(const char *path) {
  char *name = fl_target_name(path);
  sqlite3 *db = NULL;
  bool busy = false;
  if (name && sqlite3_open_v2(name, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
    busy = sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL) == SQLITE_BUSY;
  sqlite3_close(db);
  sqlite3_free(name);
  return busy;
}

fl_status fl_target_check(const char *path, bool force, fl_messages *messages) {
  if (path[0] == '\0') return refuse(messages, FL_BAD_SCENARIO, "output", "the name of the file is empty");
  switch (fl_target_look(path)) {
  case FL_TARGET_MISSING: return FL_OK;
  case FL_TARGET_UNREADABLE: return fl_target_refuse(messages, path, errno);
  case FL_TARGET_FOLDER: return fl_target_refuse(messages, path, EISDIR);
  case FL_TARGET_SPECIAL: return refuse(messages, FL_BAD_SCENARIO, path, "is not a plain file");
  case FL_TARGET_FOREIGN:
    return refuse(messages, FL_BAD_SCENARIO, path, "exists and is not a fanloop result; not even --force replaces it");
  case FL_TARGET_EMPTY: return force ? FL_OK : fl_target_refuse(messages, path, EEXIST);
  case FL_TARGET_RESULT: break;
  }
  if (!force) return fl_target_refuse(messages, path, EEXIST);
  if (in_use(path)) return refuse(messages, FL_ENVIRONMENT, path, "is in use by another program");
  return FL_OK;
}

char *fl_target_draft(const char *path) {
  return sqlite3_mprintf("%s.new-%d", path, (int)getpid());
}

static void remove_side_files(const char *path) {
  static const char *const suffixes[] = {"-journal", "-wal", "-shm"};
  for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
    char *name = sqlite3_mprintf("%s%s", path, suffixes[i]);
    if (name) unlink(name);
    sqlite3_free(name);
  }
}

fl_status fl_target_publish(const char *draft, const char *path, bool force, fl_messages *messages) {
  // A journal left beside a lost or replaced file would be rolled into the new one.
  if (force || access(path, F_OK) != 0) remove_side_files(path);
  if (force) return rename(draft, path) == 0 ? FL_OK : fl_target_refuse(messages, path, errno);
  if (link(draft, path) == 0) {
    unlink(draft);
    return FL_OK;
  }
  // Some file systems know no hard links: there a file that appears in this very moment would be lost.
  if (errno != EEXIST && access(path, F_OK) != 0 && rename(draft, path) == 0) return FL_OK;
  return fl_target_refuse(messages, path, errno);
}
