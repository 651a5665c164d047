#include "cli/command.h"

int main(int argc, char **argv) {
  fl_start_anew(argv);
  return fl_cli_main(argc, argv);
}
