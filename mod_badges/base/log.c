#include "base/log.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bdg_log_fn *sink;
static void *sink_baton;

void bdg_log_set(bdg_log_fn *fn, void *baton)
{
    sink = fn;
    sink_baton = baton;
}

/* Control characters become \xNN. out holds n bytes; what does not fit is cut. */
static void one_line(char *out, size_t n, const char *in)
{
    size_t o = 0;
    for (; *in && o + 5 < n; in++) {
        unsigned char c = (unsigned char)*in;
        if (c < 0x20 || c == 0x7f)
            o += (size_t)snprintf(out + o, n - o, "\\x%02x", c);
        else
            out[o++] = (char)c;
    }
    out[o] = 0;
}

void bdg_log_at(bdg_log_level_e level, const char *file, int line, const char *id, const char *fmt, ...)
{
    char raw[2048], text[4096];
    va_list ap;
    int k = snprintf(raw, sizeof raw, "%s: ", id);
    va_start(ap, fmt);
    vsnprintf(raw + k, sizeof raw - (size_t)k, fmt, ap);
    va_end(ap);
    one_line(text, sizeof text, raw);
    if (sink)
        sink(sink_baton, level, file, line, text);
    else if (level <= BDG_LOG_WARN)
        fprintf(stderr, "%s\n", text);
}

void bdg_log_err(bdg_log_level_e level, const char *id, const bdg_err_t *err, const char *what)
{
    char buf[1800];
    size_t o = 0;
    if (!err)
        return;
    if (what)
        o += (size_t)snprintf(buf, sizeof buf, "%s: ", what);
    const char *file = err->file;
    int line = err->line;
    for (const bdg_err_t *e = err; e && o < sizeof buf; e = e->cause)
        o += (size_t)snprintf(buf + o, sizeof buf - o, "%s[%s] %s%s%s%s (%s:%d)", e == err ? "" : " <- ", bdg_code_name(e->code),
                              bdg_err_english(e), e->detail ? " {" : "", e->detail ? e->detail : "", e->detail ? "}" : "", e->file, e->line);
    bdg_log_at(level, file, line, id, "%s", buf);
}
