#include "render/render.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *render_arg(const job_t *job, const char *name)
{
    for (const char *const *a = job->args; a[0] && a[1]; a += 2)
        if (!strcmp(a[0], name))
            return a[1];
    return NULL;
}

static uint32_t number(const char *s, const char **end, const char *name, uint32_t min, uint32_t max)
{
    char *e = NULL;
    errno = 0;
    unsigned long v = *s >= '0' && *s <= '9' ? strtoul(s, &e, 10) : 0;
    if (!e || errno || v < min || v > max)
        render_fail(RENDER_USAGE, "%s wants a number from %u to %u", name, min, max);
    *end = e;
    return (uint32_t)v;
}

uint32_t render_arg_uint(const job_t *job, const char *name, uint32_t min, uint32_t max, uint32_t otherwise)
{
    const char *s = render_arg(job, name), *end;
    if (!s)
        return otherwise;
    uint32_t v = number(s, &end, name, min, max);
    if (*end)
        render_fail(RENDER_USAGE, "%s wants a number", name);
    return v;
}

uint64_t render_arg_pixels(const job_t *job, const char *name, uint64_t otherwise)
{
    const char *s = render_arg(job, name), *end;
    if (!s)
        return otherwise;
    uint64_t w = number(s, &end, name, 1, RENDER_SIDE_MAX);
    if (*end != 'x')
        render_fail(RENDER_USAGE, "%s wants WIDTHxHEIGHT", name);
    uint64_t h = number(end + 1, &end, name, 1, RENDER_SIDE_MAX);
    if (*end)
        render_fail(RENDER_USAGE, "%s wants WIDTHxHEIGHT", name);
    return w * h;
}
