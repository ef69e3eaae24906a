#include "core/check.h"
#include "base/language.h"
#include "base/str.h"
#include <apr_strings.h>
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bdg_check_t *bdg_check_make(apr_pool_t *pool)
{
    bdg_check_t *c = apr_pcalloc(pool, sizeof *c);
    c->pool = pool;
    c->flaws = apr_array_make(pool, 4, sizeof(bdg_flaw_t));
    return c;
}

int bdg_check_count(const bdg_check_t *check) { return check->flaws->nelts; }
const bdg_flaw_t *bdg_check_at(const bdg_check_t *check, int i) { return &APR_ARRAY_IDX(check->flaws, i, bdg_flaw_t); }

void bdg_check_rewind(bdg_check_t *check, int n)
{
    if (check->flaws->nelts > n)
        check->flaws->nelts = n;
}

void bdg_check_add(bdg_check_t *check, const char *field, const char *label, const char *fmt, ...)
{
    va_list ap;
    bdg_flaw_t *f = apr_array_push(check->flaws);
    f->field = apr_pstrdup(check->pool, field);
    f->label = apr_pstrdup(check->pool, bdg_tr(label));
    va_start(ap, fmt);
    char *text = bdg_say_v(NULL, fmt, ap);
    va_end(ap);
    f->message = text ? apr_pstrdup(check->pool, text) : "";
    free(text);
}

bdg_err_t *bdg_check_result(const bdg_check_t *check)
{
    if (!bdg_check_count(check))
        return NULL;
    const bdg_flaw_t *f = bdg_check_at(check, 0);
    return bdg_err(BDG_E_INVALID, "%s: %s", f->label, f->message);
}

static const char *text(bdg_check_t *c, const char *field, const char *label, const char *typed, int lines, int min, int max)
{
    const char *clean = typed ? bdg_text_clean(typed, strlen(typed), lines, c->pool) : "";
    size_t n = bdg_utf8_count(clean);
    if (!n && min > 0)
        bdg_check_add(c, field, label, "This is needed.");
    else if (n && n < (size_t)min)
        bdg_check_add(c, field, label, "Enter at least %d characters.", min);
    else if (n > (size_t)max)
        bdg_check_add(c, field, label, "This can have at most %d characters; it has %lu.", max, (unsigned long)n);
    return clean;
}

const char *bdg_check_line(bdg_check_t *c, const char *field, const char *label, const char *typed, int min, int max)
{
    return text(c, field, label, typed, 0, min, max);
}

const char *bdg_check_lines(bdg_check_t *c, const char *field, const char *label, const char *typed, int min, int max)
{
    return text(c, field, label, typed, 1, min, max);
}

/* Addresses are trimmed, not cleaned: what is invisible in them is for the rule to refuse. */
static const char *trimmed(bdg_check_t *c, const char *typed)
{
    if (bdg_is_blank(typed))
        return "";
    char *s = apr_pstrdup(c->pool, typed + strspn(typed, " \t\r\n"));
    size_t n = strlen(s);
    while (n && strchr(" \t\r\n", s[n - 1]))
        s[--n] = 0;
    return s;
}

static const char *address(bdg_check_t *c, const char *field, const char *label, const char *typed, int needed, const char *(*problem)(const char *))
{
    const char *s = trimmed(c, typed);
    const char *wrong = *s || needed ? problem(s) : NULL;
    if (wrong)
        bdg_check_add(c, field, label, "%s", bdg_tr(wrong));
    return s;
}

const char *bdg_check_url(bdg_check_t *c, const char *field, const char *label, const char *typed, int needed)
{
    return address(c, field, label, typed, needed, bdg_url_problem);
}

const char *bdg_check_email(bdg_check_t *c, const char *field, const char *label, const char *typed, int needed)
{
    return address(c, field, label, typed, needed, bdg_email_problem);
}

const char *bdg_check_telephone(bdg_check_t *c, const char *field, const char *label, const char *typed, int needed)
{
    const char *s = trimmed(c, typed);
    if (!*s) {
        if (needed)
            bdg_check_add(c, field, label, "Enter a telephone number.");
        return s;
    }
    char *out = apr_palloc(c->pool, strlen(s) + 1), *p = out;
    for (const char *q = s; *q; q++)
        if (!strchr(" .-/()", *q))
            *p++ = *q;
    *p = 0;
    size_t digits = *out == '+' ? strspn(out + 1, "0123456789") : 0;
    if (digits < 7 || digits > 15 || out[1 + digits] || out[1] == '0') {
        bdg_check_add(c, field, label, "Write it with + and the country code, such as +44 20 7946 0018.");
        return s;
    }
    return out;
}

int bdg_check_number(bdg_check_t *c, const char *field, const char *label, const char *typed, int min, int max)
{
    const char *s = trimmed(c, typed);
    char *end;
    errno = 0;
    long n = *s ? strtol(s, &end, 10) : 0;
    if (!*s || *end || !isdigit((unsigned char)s[strlen(s) - 1]))
        bdg_check_add(c, field, label, "Enter a whole number from %d to %d.", min, max);
    else if (errno || n < min || n > max)
        bdg_check_add(c, field, label, "This must be from %d to %d.", min, max);
    else
        return (int)n;
    return 0;
}

int bdg_check_choice(bdg_check_t *c, const char *field, const char *label, const char *typed, const char *const *choices)
{
    for (int i = 0; typed && choices[i]; i++)
        if (!strcmp(typed, choices[i]))
            return i;
    bdg_check_add(c, field, label, "Choose one of the list.");
    return -1;
}
