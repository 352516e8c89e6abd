/* Loaded into a process with LD_PRELOAD: when the process is about to end, by returning from main or by exit(), writes
 * all of its writable memory to the file that LAB_MEMORY names. The process reads itself, so that this needs no
 * privilege and works on a process that others may not read. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where the kernel lists the mappings; static, because memory from malloc would overwrite what was left there. */
static char maps[1 << 20];
static char path[4096];

/* The environment is read at the start: later the program may have changed it. */
__attribute__((constructor)) static void begin(void) {
    const char *given = getenv("LAB_MEMORY");
    if (given != NULL)
        strncpy(path, given, sizeof path - 1);
}

static size_t list_mappings(void) {
    size_t length = 0;
    ssize_t got;
    int file = open("/proc/self/maps", O_RDONLY);
    if (file < 0)
        return 0;
    while ((got = read(file, maps + length, sizeof maps - 1 - length)) > 0)
        length += (size_t)got;
    close(file);
    return length;
}

__attribute__((destructor)) static void end(void) {
    if (path[0] == '\0' || list_mappings() == 0)
        return;
    int out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (out < 0)
        return;
    for (char *line = maps; line != NULL && *line != '\0';) {
        char *next = strchr(line, '\n');
        char *after;
        unsigned long from = strtoul(line, &after, 16);
        unsigned long to = strtoul(after + 1, &after, 16);
        /* " rw-p": readable and writable. This file's own list of mappings is of no interest, but does no harm. */
        if (after[1] == 'r' && after[2] == 'w') {
            while (from < to) {
                ssize_t put = write(out, (const void *)from, to - from);
                if (put <= 0)
                    break; /* A page that cannot be read, such as a guard. */
                from += (unsigned long)put;
            }
        }
        line = next == NULL ? NULL : next + 1;
    }
    /* The last byte says that nothing is missing. */
    if (write(out, "E", 1) != 1)
        unlink(path);
    close(out);
}
