#include "base/err.h"
#include "base/language.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bdg_err_t out_of_memory = { BDG_E_NOMEM, "The server is out of memory. Please try again.", NULL, NULL, NULL, __FILE__, 0 };

static char *vformat(const char *fmt, va_list ap)
{
    char *s = NULL;
    return vasprintf(&s, fmt, ap) < 0 ? NULL : s;
}

static bdg_err_t *make_v(bdg_code_e code, const char *file, int line, const char *fmt, va_list ap)
{
    bdg_err_t *e = calloc(1, sizeof *e);
    if (!e)
        return &out_of_memory;
    e->code = code;
    e->file = file;
    e->line = line;
    char *english;
    e->message = bdg_say_v(&english, fmt, ap);
    e->english = english;
    if (!e->message) {
        free(english);
        free(e);
        return &out_of_memory;
    }
    return e;
}

bdg_err_t *bdg_err_make(bdg_code_e code, const char *file, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    bdg_err_t *e = make_v(code, file, line, fmt, ap);
    va_end(ap);
    return e;
}

bdg_err_t *(bdg_err_detail)(bdg_err_t *err, const char *fmt, ...)
{
    if (err == &out_of_memory)
        return err;
    va_list ap;
    va_start(ap, fmt);
    free((char *)err->detail);
    err->detail = vformat(fmt, ap);
    va_end(ap);
    return err;
}

bdg_err_t *(bdg_err_wrap)(bdg_err_t *cause, bdg_code_e code, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    bdg_err_t *e = make_v(code, cause ? cause->file : __FILE__, cause ? cause->line : __LINE__, fmt, ap);
    va_end(ap);
    if (e == &out_of_memory)
        bdg_err_clear(cause);
    else
        e->cause = cause;
    return e;
}

void bdg_err_clear(bdg_err_t *err)
{
    while (err && err != &out_of_memory) {
        bdg_err_t *cause = err->cause;
        free((char *)err->message);
        free((char *)err->english);
        free((char *)err->detail);
        free(err);
        err = cause;
    }
}

const char *bdg_err_english(const bdg_err_t *err) { return err->english ? err->english : err->message; }

const char *bdg_code_name(bdg_code_e code)
{
    static const char *const names[] = { "ok", "invalid", "malformed", "unauthenticated", "forbidden", "not_found", "method",
        "conflict", "gone", "precondition", "too_large", "unsupported", "rate", "unavailable", "unknown_outcome", "duplicate",
        "retry", "no_memory", "internal" };
    return (size_t)code < sizeof names / sizeof *names ? names[code] : "internal";
}
