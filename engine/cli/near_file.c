#include "cli/near_file.h"

#include "base/nearname.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENDING  ".lua"
#define SHIPPED "scenarios/"

enum { NAME = 128 /* bytes of a name that is offered */ };

typedef struct search {
  fl_near near;
  char best[NAME];
  const char *folder; // of the best
} search;

// "616" of "616.lua"; false where the name ends otherwise.
static bool stem(const char *name, char out[NAME]) {
  const size_t length = strlen(name), ending = strlen(ENDING);
  if (length <= ending || length - ending >= NAME || strcmp(name + length - ending, ENDING) != 0) return false;
  memcpy(out, name, length - ending);
  out[length - ending] = '\0';
  return true;
}

static int compare_entries(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static void offer_folder(search *s, const char *folder) {
  char name[NAME];
  struct dirent **list = NULL;
  const int count = scandir(*folder ? folder : ".", &list, NULL, compare_entries);
  for (int i = 0; i < count; i++) {
    if (stem(list[i]->d_name, name)) fl_near_offer(&s->near, name);
    if (s->near.best == name) {
      s->near.best = strcpy(s->best, name);
      s->folder = folder;
    }
    free(list[i]);
  }
  free(list);
}

bool fl_near_file(const char *path, char *out, size_t size) {
  const char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
  char folder[4096], wanted[NAME];
  snprintf(folder, sizeof folder, "%.*s", (int)(last - path), path);
  if (!stem(last, wanted) && snprintf(wanted, sizeof wanted, "%s", last) >= NAME) return false;
  const char *const folders[] = {folder, SHIPPED};
  search s = {.near = fl_near_start(wanted)};
  for (int i = 0; i < 2; i++) { // the same name in another place, or without its ending
    snprintf(out, size, "%s%s" ENDING, folders[i], wanted);
    if (access(out, R_OK) == 0) return true;
  }
  for (int i = 0; i < 2; i++) offer_folder(&s, folders[i]);
  return s.near.best && snprintf(out, size, "%s%s" ENDING, s.folder, s.best) < (int)size;
}
