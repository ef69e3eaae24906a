#include "render/render.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void render_fail(render_code_e code, const char *fmt, ...)
{
    char line[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    for (char *p = line; *p; p++)
        if ((unsigned char)*p < 0x20)
            *p = ' ';
    fprintf(stderr, "%s\n", line);
    fflush(stderr);
    _exit(code);
}

void *render_alloc(size_t n)
{
    void *p = malloc(n ? n : 1);
    if (!p)
        render_fail(RENDER_LIMIT, "out of memory");
    return p;
}

uint8_t *render_read_all(size_t *len)
{
    size_t cap = 64 << 10, n = 0;
    uint8_t *data = render_alloc(cap);
    for (;;) {
        ssize_t r = read(0, data + n, cap - n);
        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            render_fail(RENDER_IO, "reading: %s", strerror(errno));
        if (r == 0)
            break;
        n += (size_t)r;
        if (n > RENDER_IN_MAX)
            render_fail(RENDER_OVER_CAP, "more than %u bytes", RENDER_IN_MAX);
        if (n == cap) {
            cap *= 2;
            data = realloc(data, cap);
            if (!data)
                render_fail(RENDER_LIMIT, "out of memory");
        }
    }
    *len = n;
    return data;
}

void render_write_all(const void *data, size_t len)
{
    const char *p = data;
    while (len) {
        ssize_t w = write(1, p, len);
        if (w < 0 && errno == EINTR)
            continue;
        if (w <= 0)
            render_fail(RENDER_IO, "writing: %s", strerror(errno));
        p += w;
        len -= (size_t)w;
    }
}
