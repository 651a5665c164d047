// Loaded into the processes of a test (LD_PRELOAD, see tools/verify_files), this keeps a copy of every database that a program leaves, as it
// was when the program ended: whatever the test does to the file afterwards. Copies go to the folder FL_KEEP_FILES, as
// "made-<name>-XXXXXX.sqlite" when fanloop wrote the file and "edited-..." when the shell of SQLite did.
#define _GNU_SOURCE // RTLD_NEXT, program_invocation_short_name
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

enum { MOST = 16, NAME = 40 };

// A database that was opened, and what stood there before.
typedef struct place {
  char path[PATH_MAX];
  struct stat before; // all 0 when there was nothing
} place;

static place places[MOST];
static int place_count;
static const char *maker; // NULL: not a process whose files are kept
static pid_t self;        // processes that fork leave the files to their parent

static struct stat look(const char *path) {
  struct stat info;
  if (stat(path, &info) != 0) memset(&info, 0, sizeof info);
  return info;
}

static bool is_same(const struct stat *a, const struct stat *b) {
  return a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
         a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

// A draft counts as the result whose place it takes.
static void remember(const char *name) {
  static const char draft[] = ".fanloop-draft";
  char path[PATH_MAX];
  if (place_count == MOST || (size_t)snprintf(path, sizeof path, "%s", name) >= sizeof path) return;
  const size_t length = strlen(path);
  if (length >= sizeof draft && strcmp(path + length - (sizeof draft - 1), draft) == 0) path[length - (sizeof draft - 1)] = '\0';
  for (int i = 0; i < place_count; i++)
    if (strcmp(places[i].path, path) == 0) return;
  place *p = &places[place_count++];
  memcpy(p->path, path, sizeof path);
  p->before = look(path);
}

int sqlite3_open_v2(const char *name, sqlite3 **db, int flags, const char *vfs) {
  union {
    void *found;
    int (*open)(const char *, sqlite3 **, int, const char *);
  } next = {.found = dlsym(RTLD_NEXT, "sqlite3_open_v2")};
  if (maker && name && name[0] && name[0] != ':' && flags & SQLITE_OPEN_READWRITE) remember(name);
  return next.open(name, db, flags, vfs);
}

// A copy has its name once it is whole: the process may be killed meanwhile. One that falls short, on a full disk for one, is told.
static void keep(const char *path) {
  char draft[PATH_MAX], copy[PATH_MAX], name[NAME], block[65536];
  const char *folder = getenv("FL_KEEP_FILES"), *slash = strrchr(path, '/');
  snprintf(name, sizeof name, "%s", slash ? slash + 1 : path);
  for (char *c = name; *c; c++)
    if (!(*c >= 'a' && *c <= 'z') && !(*c >= 'A' && *c <= 'Z') && !(*c >= '0' && *c <= '9')) *c = '_';
  if ((size_t)snprintf(draft, sizeof draft, "%s/%s-%s-XXXXXX", folder, maker, name) >= sizeof draft) return;
  const int in = open(path, O_RDONLY | O_CLOEXEC), out = mkstemp(draft);
  ssize_t got = -1;
  while (in >= 0 && out >= 0 && (got = read(in, block, sizeof block)) > 0)
    if (write(out, block, (size_t)got) != got) break;
  const bool whole = got == 0 && (size_t)snprintf(copy, sizeof copy, "%s.sqlite", draft) < sizeof copy && rename(draft, copy) == 0;
  if (!whole) fprintf(stderr, "%s cannot be kept as %s: %s\n", path, draft, strerror(errno));
  if (in >= 0) close(in);
  if (out >= 0) close(out);
}

__attribute__((constructor)) static void begin(void) {
  if (!getenv("FL_KEEP_FILES")) return;
  if (strcmp(program_invocation_short_name, "fanloop") == 0) maker = "made";
  if (strcmp(program_invocation_short_name, "sqlite3") == 0) maker = "edited";
  self = getpid();
}

__attribute__((destructor)) static void end(void) {
  if (!maker || getpid() != self) return;
  signal(SIGXFSZ, SIG_IGN); // a test may have limited what files may hold
  for (int i = 0; i < place_count; i++) {
    const struct stat now = look(places[i].path);
    if (S_ISREG(now.st_mode) && now.st_size > 0 && !is_same(&now, &places[i].before)) keep(places[i].path);
  }
}
