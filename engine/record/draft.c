#include "record/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_TRIED = 100 };

// The file that a link leads to; a link to nothing stays, and cannot be followed.
static char *behind_links(const char *path) {
  struct stat info;
  if (lstat(path, &info) == 0 && S_ISLNK(info.st_mode)) return realpath(path, NULL);
  return strdup(path);
}

fl_draft fl_draft_begin(const char *path) {
  fl_draft draft = {.path = behind_links(path)};
  const size_t size = draft.path ? strlen(draft.path) + 64 : 0;
  int file = -1;
  draft.name = size ? malloc(size) : NULL;
  for (int i = 0; draft.name && file < 0 && i < NAMES_TRIED; i++) {
    snprintf(draft.name, size, "%s.%ld-%d.new", draft.path, (long)getpid(), i);
    file = open(draft.name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0 && errno != EEXIST) break;
  }
  draft.out = file >= 0 ? fdopen(file, "wb") : NULL;
  if (!draft.out && file >= 0) close(file);
  return draft;
}

int fl_draft_end(fl_draft *draft) {
  int error = draft->out ? 0 : errno ? errno : ENOMEM;
  if (draft->out && (fflush(draft->out) != 0 || ferror(draft->out) || fsync(fileno(draft->out)) != 0)) error = errno ? errno : EIO;
  if (draft->out && fclose(draft->out) != 0 && !error) error = errno;
  if (draft->out && !error && rename(draft->name, draft->path) != 0) error = errno;
  if (draft->out && error) unlink(draft->name);
  free(draft->path);
  free(draft->name);
  *draft = (fl_draft){0};
  return error;
}
