#include "base/language.h"
#include "base/catalogue.h"
#include <apr_strings.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CONTEXT_MAX 2000
#define SAID_MAX (64 * 1024)

static const bdg_language_t english = {
    .tag = "en", .name = "English", .direction = "ltr", .thousands = ",", .decimal = ".",
    .months = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December" },
    .months_short = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" },
    .date = "%1$d %2$s %3$d", .date_short = "%1$d %2$s %3$d", .date_time = "%1$s, %2$s %3$s"
};
static const bdg_language_t *const only[] = { &english };
const bdg_languages_t bdg_only_english = { only, 1 };

static __thread const bdg_language_t *now;

const bdg_language_t *bdg_language_now(void) { return now ? now : &english; }
void bdg_language_use(const bdg_language_t *language) { now = language && language->catalogue ? language : NULL; }

const char *bdg_language_find(const bdg_language_t *language, const char *sentence)
{
    return language && language->catalogue && *sentence ? bdg_catalogue_find(language->catalogue, sentence) : NULL;
}

static const char *find_in(const bdg_language_t *language, const char *context, const char *sentence)
{
    char key[CONTEXT_MAX];
    int n = snprintf(key, sizeof key, "%s\004%s", context, sentence);
    return n > 0 && (size_t)n < sizeof key ? bdg_language_find(language, key) : NULL;
}

const char *bdg_tr(const char *sentence)
{
    const char *t = now && sentence ? bdg_language_find(now, sentence) : NULL;
    return t ? t : sentence;
}

const char *bdg_tr_in(const char *context, const char *sentence)
{
    const char *t = now ? find_in(now, context, sentence) : NULL;
    return t ? t : sentence;
}

const char *bdg_tr_n(const char *one, const char *many, long n)
{
    const char *t = now ? bdg_catalogue_find_n(now->catalogue, one, n < 0 ? 0 - (unsigned long)n : (unsigned long)n) : NULL;
    return t ? t : n == 1 ? one : many;
}

static char *formatted(const char *fmt, va_list ap)
{
    char *s = NULL;
    return vasprintf(&s, fmt, ap) < 0 ? NULL : s;
}

char *bdg_say_v(char **plain, const char *fmt, va_list ap)
{
    const char *t = bdg_tr(fmt);
    if (plain)
        *plain = NULL;
    if (t == fmt || !bdg_format_fits(fmt, t))
        return formatted(fmt, ap);
    if (plain) {
        va_list again;
        va_copy(again, ap);
        *plain = formatted(fmt, again);
        va_end(again);
    }
    return formatted(t, ap);
}

static const char *kept(char *heap, apr_pool_t *pool)
{
    const char *s = heap ? apr_pstrmemdup(pool, heap, strnlen(heap, SAID_MAX)) : "";
    free(heap);
    return s;
}

const char *bdg_say(apr_pool_t *pool, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *s = bdg_say_v(NULL, fmt, ap);
    va_end(ap);
    return kept(s, pool);
}

const char *bdg_say_n(apr_pool_t *pool, const char *one, const char *many, long n, ...)
{
    const char *t = bdg_tr_n(one, many, n);
    va_list ap;
    va_start(ap, n);
    char *s = formatted(t == one || bdg_format_fits(many, t) ? t : n == 1 ? one : many, ap);
    va_end(ap);
    return kept(s, pool);
}

/* ---------------------------------------------------------------- formats */

#define ARGUMENTS_MAX 9

typedef struct shape_t { char type[ARGUMENTS_MAX][4]; int count, positional, broken; } shape_t;

/* One directive after its %: "2$-5.3ld". What we never write (* as a width, %n, %m) counts as broken. */
static const char *directive(shape_t *s, const char *p)
{
    char *after, size[3] = "";
    long place = 0;
    if (*p >= '1' && *p <= '9') {
        place = strtol(p, &after, 10);
        if (*after == '$')
            p = after + 1;
        else
            place = 0;
    }
    p += strspn(p, "-+ #0'");
    p += strspn(p, "0123456789");
    if (*p == '.')
        p += 1 + strspn(p + 1, "0123456789");
    size_t n = strspn(p, "hljzt");
    if (n < sizeof size)
        memcpy(size, p, n);
    p += n;
    int seen = s->count;
    s->broken |= n >= sizeof size || !*p || !strchr("diouxXcsfgeEGp", *p) || (seen && (place > 0) != s->positional);
    s->positional = place > 0;
    if (!place)
        place = seen + 1;
    if (s->broken || place > ARGUMENTS_MAX) {
        s->broken = 1;
        return p + (*p != 0);
    }
    char type[4] = { size[0], size[1], *p == 'i' ? 'd' : *p, 0 };
    if (!size[0])
        memcpy(type, (char[4]){ type[2] }, 4);
    s->broken |= *s->type[place - 1] && memcmp(s->type[place - 1], type, 4);
    memcpy(s->type[place - 1], type, 4);
    if (place > s->count)
        s->count = (int)place;
    return p + 1;
}

static shape_t shape_of(const char *fmt)
{
    shape_t s;
    memset(&s, 0, sizeof s);
    for (const char *p = strchr(fmt, '%'); p && !s.broken; p = strchr(p, '%')) {
        p++;
        p = *p == '%' ? p + 1 : directive(&s, p);
    }
    for (int i = 0; i < s.count; i++)   /* libc cannot pass over an argument whose type nothing says */
        s.broken |= !*s.type[i];
    return s;
}

int bdg_format_fits(const char *fmt, const char *translation)
{
    shape_t a = shape_of(fmt), b = shape_of(translation);
    if (a.broken || b.broken || b.count > a.count)
        return 0;
    return !memcmp(a.type, b.type, (size_t)b.count * sizeof *a.type);
}

/* ---------------------------------------------------------------- what there is */

bdg_err_t *bdg_language_read(bdg_language_t **out, const char *tag, const void *mo, size_t len, apr_pool_t *pool)
{
    bdg_language_t *l = apr_pmemdup(pool, &english, sizeof *l);
    bdg_catalogue_t *c;
    BDG_TRY(bdg_catalogue_read(&c, tag, mo, len, pool));
    l->catalogue = c;
    l->tag = apr_pstrdup(pool, tag);
    l->name = bdg_catalogue_header(c, "X-Native-Name", pool);
    const char *direction = bdg_catalogue_header(c, "X-Direction", pool);
    if (!l->name)
        l->name = l->tag;
    if (direction && !strcmp(direction, "rtl"))
        l->direction = "rtl";
    for (int i = 0; i < 12; i++) {
        const char *full = find_in(l, "month", english.months[i]), *brief = find_in(l, "month, short", english.months_short[i]);
        l->months[i] = full ? full : english.months[i];
        l->months_short[i] = brief ? brief : english.months_short[i];
    }
    const struct { const char **at, *context; } formats[] = { { &l->date, "date: day, month, year" }, { &l->date_short, "date, short: day, month, year" },
        { &l->date_time, "date, time, zone" } };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const char *t = find_in(l, formats[i].context, *formats[i].at);
        if (t && bdg_format_fits(*formats[i].at, t))
            *formats[i].at = t;
    }
    const char *thousands = find_in(l, "between thousands", english.thousands), *decimal = find_in(l, "before decimals", english.decimal);
    l->thousands = thousands ? thousands : l->thousands;
    l->decimal = decimal ? decimal : l->decimal;
    *out = l;
    return NULL;
}

const bdg_language_t *bdg_languages_find(const bdg_languages_t *all, const char *tag)
{
    for (int i = 0; tag && i < all->count; i++)
        if (!strcasecmp(all->list[i]->tag, tag))
            return all->list[i];
    return NULL;
}

/* "de-CH-1996" -> itself, "de-CH", "de"; and "pt" is served with "pt-BR" when there is no closer one. */
static const bdg_language_t *for_range(const bdg_languages_t *all, const char *range, size_t len)
{
    char tag[40];
    if (!len || len >= sizeof tag)
        return NULL;
    memcpy(tag, range, len);
    tag[len] = 0;
    for (char *cut = tag + len; cut; cut = strrchr(tag, '-')) {
        *cut = 0;
        const bdg_language_t *l = bdg_languages_find(all, tag);
        if (l)
            return l;
    }
    for (int i = 0; i < all->count; i++)
        if (!strncasecmp(all->list[i]->tag, tag, strlen(tag)) && all->list[i]->tag[strlen(tag)] == '-')
            return all->list[i];
    return NULL;
}

/* ";q=0.8" in thousandths. */
static int quality(const char *s, const char *end)
{
    const char *q = memchr(s, ';', (size_t)(end - s));
    if (!q)
        return 1000;
    for (q++; q < end && (*q == ' ' || *q == '\t'); q++)
        ;
    if (end - q < 3 || (*q != 'q' && *q != 'Q') || q[1] != '=' || (q[2] != '0' && q[2] != '1'))
        return 0;
    int v = (q[2] - '0') * 1000, scale = 100;
    if (q + 3 < end && q[3] == '.')
        for (q += 4; q < end && *q >= '0' && *q <= '9' && scale; q++, scale /= 10)
            v += (*q - '0') * scale;
    return v > 1000 ? 1000 : v;
}

#define RANGES_MAX 20

const bdg_language_t *bdg_languages_accepted(const bdg_languages_t *all, const char *header)
{
    const bdg_language_t *best = &english;
    int best_q = 0;
    if (all->count < 2 || !header)
        return best;
    for (int i = 0; *header && i < RANGES_MAX; i++) {
        header += strspn(header, " \t,");
        const char *end = header + strcspn(header, ",");
        int q = quality(header, end);
        const bdg_language_t *l = q > best_q ? for_range(all, header, strcspn(header, " \t;,")) : NULL;
        if (l) {
            best = l;
            best_q = q;
        }
        header = end;
    }
    return best;
}
