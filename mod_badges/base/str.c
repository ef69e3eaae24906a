#include "base/str.h"
#include "base/language.h"
#include <apr_strings.h>
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* More marks on one letter than any script has (UAX 15, stream-safe text). Sorting longer runs also takes quadratic time. */
#define MAX_MARKS 30

/* Length of the UTF-8 sequence at p (at most n bytes, n > 0), 0 when it is not one. RFC 3629 section 4. */
static size_t sequence(const unsigned char *p, size_t n)
{
    unsigned char c = p[0];
    if (c < 0x80)
        return 1;
    size_t len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    if (c < 0xc2 || c > 0xf4 || len > n)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    if ((c == 0xe0 && p[1] < 0xa0) || (c == 0xed && p[1] > 0x9f) || (c == 0xf0 && p[1] < 0x90) || (c == 0xf4 && p[1] > 0x8f))
        return 0;
    return len;
}

int bdg_utf8_valid(const char *data, size_t len, size_t *bad)
{
    const unsigned char *p = (const unsigned char *)data;
    size_t i = 0;
    while (i < len) {
        uint64_t eight;
        while (len - i >= 8 && (memcpy(&eight, p + i, 8), !(eight & 0x8080808080808080ull)))
            i += 8;
        if (i == len)
            break;
        size_t n = sequence(p + i, len - i);
        if (!n) {
            if (bad)
                *bad = i;
            return 0;
        }
        i += n;
    }
    return 1;
}

size_t bdg_utf8_count(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += ((unsigned char)*s & 0xc0) != 0x80;
    return n;
}

/* Reads one code point; what is not UTF-8 comes as -1, one byte long. */
static int32_t next(const char *s, size_t len, size_t *used)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t n = sequence(p, len);
    *used = n ? n : 1;
    switch (n) {
    case 0: return -1;
    case 1: return p[0];
    case 2: return (p[0] & 0x1f) << 6 | (p[1] & 0x3f);
    case 3: return (p[0] & 0x0f) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    default: return (p[0] & 0x07) << 18 | (p[1] & 0x3f) << 12 | (p[2] & 0x3f) << 6 | (p[3] & 0x3f);
    }
}

static int is_space(int32_t c)
{
    if (c < 0x80)
        return c == ' ' || (c >= 9 && c <= 13);
    utf8proc_category_t k = utf8proc_category(c);
    return c == 0x85 || k == UTF8PROC_CATEGORY_ZS || k == UTF8PROC_CATEGORY_ZL || k == UTF8PROC_CATEGORY_ZP;
}

static int is_line_break(int32_t c) { return (c >= 10 && c <= 13) || c == 0x85 || c == 0x2028 || c == 0x2029; }

/* Characters that show nothing, or change the order of what is shown. The Arabic and Syriac signs among the format characters are
 * visible (Unicode 9.2, prepended concatenation marks) and stay. */
static int is_invisible(int32_t c)
{
    if (c < 0x80)
        return c < 0x20 || c == 0x7f;
    switch (c) {
    case 0x034f: case 0x115f: case 0x1160: case 0x17b4: case 0x17b5: case 0x180b: case 0x180c: case 0x180d: case 0x180f:
    case 0x3164: case 0xffa0:
        return 1;
    case 0x06dd: case 0x070f: case 0x0890: case 0x0891: case 0x08e2: case 0x110bd: case 0x110cd:
        return 0;
    }
    if ((c >= 0x600 && c <= 0x605) || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef))
        return c > 0x605;
    utf8proc_category_t k = utf8proc_category(c);
    return k == UTF8PROC_CATEGORY_CC || k == UTF8PROC_CATEGORY_CF || c >= 0xe0000;
}

/* Scripts whose letters join, and are spelt with joiners (Persian, Urdu, the Indic scripts, Khmer, Mongolian), and emoji. */
static int takes_joiner(int32_t c)
{
    return (c >= 0x600 && c < 0x10a0) || (c >= 0x1780 && c < 0x18b0) || (c >= 0x1cd0 && c < 0x1d00) || (c >= 0x2190 && c < 0x2c00) ||
           (c >= 0xa8e0 && c < 0xa900) || c == 0xfe0f || (c >= 0x11000 && c < 0x12000) || (c >= 0x1f000 && c < 0x20000);
}

static int is_mark(int32_t c) { return c >= 0x300 && utf8proc_get_property(c)->combining_class != 0; }

/* Printable ASCII with single spaces inside has nothing to be cleaned; nearly every cell of a spreadsheet is that. */
static int is_plain(const char *s, size_t len)
{
    unsigned char before = ' ';
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c < 0x20 || c > 0x7e || (c == ' ' && before == ' '))
            return 0;
        before = c;
    }
    return before != ' ' || !len;
}

typedef struct clean_t {
    char *out;
    size_t len;
    int marks;        /* in a row, just now */
    int gap, breaks;  /* white space since the last visible character */
    int composed;     /* all is below U+0300, hence NFC already */
    int32_t last;     /* that is no mark: normalising puts marks in another order */
} clean_t;

static void put(clean_t *t, const char *bytes, size_t n, int32_t c)
{
    t->marks = is_mark(c) ? t->marks + 1 : 0;
    if (t->marks > MAX_MARKS)
        return;
    if (t->len && t->breaks) {
        memset(t->out + t->len, '\n', (size_t)t->breaks);
        t->len += (size_t)t->breaks;
    } else if (t->len && t->gap) {
        t->out[t->len++] = ' ';
    }
    t->gap = t->breaks = 0;
    memcpy(t->out + t->len, bytes, n);
    t->len += n;
    t->composed &= c < 0x300;
    if (!t->marks)
        t->last = c;
}

/* NFC with the pool's memory; more are utf8proc's further options. s is returned as it is should utf8proc refuse it. */
static const char *normalise(const char *s, size_t len, int more, apr_pool_t *pool)
{
    utf8proc_option_t opt = (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE | more);
    utf8proc_ssize_t n = utf8proc_decompose((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, NULL, 0, opt);
    if (n < 0)
        return s;
    utf8proc_int32_t *points = apr_palloc(pool, ((size_t)n + 1) * sizeof *points);
    n = utf8proc_decompose((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, points, n, opt);
    if (n < 0 || (n = utf8proc_reencode(points, n, opt)) < 0)
        return s;
    return (const char *)points;
}

const char *bdg_text_clean(const char *s, size_t len, int keep_lines, apr_pool_t *pool)
{
    if (is_plain(s, len))
        return apr_pstrmemdup(pool, s, len);
    clean_t t = { .out = apr_palloc(pool, len + 1), .composed = 1 };
    size_t used;
    for (size_t i = 0; i < len; i += used) {
        int32_t c = next(s + i, len - i, &used);
        if (c >= 0 && is_space(c)) {
            if (c == '\r' && i + 1 < len && s[i + 1] == '\n')
                continue;
            t.gap = 1;
            t.breaks += keep_lines && is_line_break(c);
        } else if (c == 0x200c || c == 0x200d) {
            size_t n;
            int32_t after = i + used < len ? next(s + i + used, len - i - used, &n) : -1;
            if (!t.gap && takes_joiner(t.last) && takes_joiner(after) && !is_invisible(after) && !is_mark(after))
                put(&t, s + i, used, c);
        } else if (c >= 0 && !is_invisible(c)) {
            put(&t, s + i, used, c);
        }
    }
    t.out[t.len] = 0;
    return t.composed ? t.out : normalise(t.out, t.len, 0, pool);
}

/* Cuts runs of marks that are too long; s itself when there are none. */
static const char *few_marks(const char *s, size_t *len, apr_pool_t *pool)
{
    size_t used, o = 0, n = *len;
    int marks = 0;
    char *out = NULL;
    for (size_t i = 0; i < n; i += used) {
        int32_t c = next(s + i, n - i, &used);
        if (c >= 0 && !utf8proc_get_property(c)->ignorable)   /* those go, and the marks around them meet */
            marks = is_mark(c) ? marks + 1 : 0;
        if (!out && (marks > MAX_MARKS || c < 0)) {
            out = apr_palloc(pool, n + 1);
            memcpy(out, s, i);
            o = i;
        }
        if (out && marks <= MAX_MARKS && c >= 0) {
            memcpy(out + o, s + i, used);
            o += used;
        }
    }
    if (!out)
        return s;
    out[o] = 0;
    *len = o;
    return out;
}

static char *ascii_lower(const char *s, size_t len, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, len + 1);
    for (size_t i = 0; i < len; i++)
        out[i] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] + 32) : s[i];
    out[len] = 0;
    return out;
}

const char *bdg_text_fold(const char *s, apr_pool_t *pool)
{
    size_t len = strlen(s), i = 0;
    while (i < len && !((unsigned char)s[i] & 0x80))
        i++;
    if (i == len)
        return ascii_lower(s, len, pool);
    s = few_marks(s, &len, pool);
    return normalise(s, len, UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, pool);
}

int bdg_same(const char *a, const char *b) { return a == b || (a && b && !strcmp(a, b)); }
const char *bdg_or_null(const char *s) { return s && *s ? s : NULL; }

int bdg_is_blank(const char *s) { return !s || !s[strspn(s, " \t\n\v\f\r")]; }

const char *bdg_hex(const void *data, size_t len, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, len * 2 + 1);
    return sodium_bin2hex(out, len * 2 + 1, data, len);
}

/* The two characters for each 12 bits. libsodium's way, which takes the same time whatever the bytes are, would cost as much as half a P-256 signature of
 * the text; what is secret and written so (a link, a cookie) is random, and never encoded twice. */
#define ROW(a) \
    { a, 'A' }, { a, 'B' }, { a, 'C' }, { a, 'D' }, { a, 'E' }, { a, 'F' }, { a, 'G' }, { a, 'H' }, { a, 'I' }, { a, 'J' }, { a, 'K' }, { a, 'L' }, \
    { a, 'M' }, { a, 'N' }, { a, 'O' }, { a, 'P' }, { a, 'Q' }, { a, 'R' }, { a, 'S' }, { a, 'T' }, { a, 'U' }, { a, 'V' }, { a, 'W' }, { a, 'X' }, \
    { a, 'Y' }, { a, 'Z' }, { a, 'a' }, { a, 'b' }, { a, 'c' }, { a, 'd' }, { a, 'e' }, { a, 'f' }, { a, 'g' }, { a, 'h' }, { a, 'i' }, { a, 'j' }, \
    { a, 'k' }, { a, 'l' }, { a, 'm' }, { a, 'n' }, { a, 'o' }, { a, 'p' }, { a, 'q' }, { a, 'r' }, { a, 's' }, { a, 't' }, { a, 'u' }, { a, 'v' }, \
    { a, 'w' }, { a, 'x' }, { a, 'y' }, { a, 'z' }, { a, '0' }, { a, '1' }, { a, '2' }, { a, '3' }, { a, '4' }, { a, '5' }, { a, '6' }, { a, '7' }, \
    { a, '8' }, { a, '9' }, { a, '-' }, { a, '_' }
static const char pairs[4096][2] = {
    ROW('A'), ROW('B'), ROW('C'), ROW('D'), ROW('E'), ROW('F'), ROW('G'), ROW('H'), ROW('I'), ROW('J'), ROW('K'), ROW('L'), ROW('M'), ROW('N'),
    ROW('O'), ROW('P'), ROW('Q'), ROW('R'), ROW('S'), ROW('T'), ROW('U'), ROW('V'), ROW('W'), ROW('X'), ROW('Y'), ROW('Z'), ROW('a'), ROW('b'),
    ROW('c'), ROW('d'), ROW('e'), ROW('f'), ROW('g'), ROW('h'), ROW('i'), ROW('j'), ROW('k'), ROW('l'), ROW('m'), ROW('n'), ROW('o'), ROW('p'),
    ROW('q'), ROW('r'), ROW('s'), ROW('t'), ROW('u'), ROW('v'), ROW('w'), ROW('x'), ROW('y'), ROW('z'), ROW('0'), ROW('1'), ROW('2'), ROW('3'),
    ROW('4'), ROW('5'), ROW('6'), ROW('7'), ROW('8'), ROW('9'), ROW('-'), ROW('_')
};
#undef ROW

size_t bdg_base64url_encode(char *out, const void *data, size_t len)
{
    const unsigned char *p = data;
    char *o = out;
    for (; len >= 3; p += 3, len -= 3, o += 4) {
        memcpy(o, pairs[p[0] << 4 | p[1] >> 4], 2);
        memcpy(o + 2, pairs[(p[1] & 15) << 8 | p[2]], 2);
    }
    if (len) {
        memcpy(o, pairs[p[0] << 4 | (len > 1 ? p[1] >> 4 : 0)], 2);
        o += 2;
    }
    if (len > 1)
        *o++ = pairs[(p[1] & 15) << 8][0];
    return (size_t)(o - out);
}

const char *bdg_base64url(const void *data, size_t len, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, len / 3 * 4 + 4);
    out[bdg_base64url_encode(out, data, len)] = 0;
    return out;
}

static int is_alnum(unsigned char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

int bdg_base64url_decode(const char *s, size_t len, unsigned char **out, size_t *out_len, apr_pool_t *pool)
{
    size_t cap = len / 4 * 3 + 3, n = 0;
    const char *end;
    unsigned char *bytes = apr_palloc(pool, cap);
    *out = NULL;
    *out_len = 0;
    for (size_t i = 0; i < len; i++)          /* libsodium 1.0.18 takes some bytes above 0x7f for letters */
        if (!is_alnum((unsigned char)s[i]) && s[i] != '-' && s[i] != '_')
            return 0;
    if (sodium_base642bin(bytes, cap, s, len, NULL, &n, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 || end != s + len)
        return 0;
    *out = bytes;
    *out_len = n;
    return 1;
}

const char *bdg_url_escape(const char *s, apr_pool_t *pool)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = apr_palloc(pool, strlen(s) * 3 + 1), *p = out;
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (is_alnum(c) || strchr("-._~", c)) {
            *p++ = (char)c;
        } else {
            *p++ = '%';
            *p++ = digits[c >> 4];
            *p++ = digits[c & 15];
        }
    }
    *p = 0;
    return out;
}

int bdg_equal_ct(const void *a, const void *b, size_t len) { return sodium_memcmp(a, b, len) == 0; }

/* Valid UTF-8 that can be seen: no white space, nothing invisible. */
static int all_visible(const char *s, size_t len)
{
    size_t used;
    for (size_t i = 0; i < len; i += used) {
        int32_t c = next(s + i, len - i, &used);
        if (c < 0 || is_space(c) || is_invisible(c))
            return 0;
    }
    return 1;
}

/* Dot-separated labels of letters, digits and inner hyphens; other scripts as they are. */
static int host_name_ok(const char *s, size_t len)
{
    size_t label = 0;
    if (len > 253)
        return 0;
    for (size_t i = 0; i <= len; i++) {
        unsigned char c = i < len ? (unsigned char)s[i] : '.';
        if (c == '.') {
            if (!label && !(i == len && len > 1))
                return 0;
            if (label > 63 || (label && (s[i - 1] == '-' || s[i - label] == '-')))
                return 0;
            label = 0;
        } else if (is_alnum(c) || c == '-' || c == '_' || c >= 0x80) {
            label++;
        } else {
            return 0;
        }
    }
    return 1;
}

static int port_ok(const char *s, size_t len)
{
    unsigned n = 0;
    for (size_t i = 0; i < len; i++)
        if (i >= 5 || s[i] < '0' || s[i] > '9')
            return 0;
        else
            n = n * 10 + (unsigned)(s[i] - '0');
    return n > 0 && n < 65536;
}

static int authority_ok(const char *s, size_t len)
{
    size_t host;
    if (len && s[0] == '[') {
        const char *close = memchr(s, ']', len);
        host = close ? (size_t)(close - s) + 1 : 0;
        if (host < 4 || strspn(s + 1, "0123456789abcdefABCDEF:.") != host - 2)
            return 0;
    } else {
        const char *colon = memchr(s, ':', len);
        host = colon ? (size_t)(colon - s) : len;
        if (!host_name_ok(s, host))
            return 0;
    }
    return host == len || (s[host] == ':' && port_ok(s + host + 1, len - host - 1));
}

const char *bdg_url_problem(const char *url)
{
    if (bdg_is_blank(url))
        return _("Enter a web address.");
    size_t len = strlen(url);
    size_t scheme = !strncasecmp(url, "https://", 8) ? 8 : !strncasecmp(url, "http://", 7) ? 7 : 0;
    if (!scheme)
        return _("A web address must begin with https:// or http://.");
    if (len > 2000)
        return _("A web address can have at most 2000 bytes.");
    if (!all_visible(url, len) || strpbrk(url, "\"'<>`\\"))
        return _("A web address cannot contain spaces, quotes, angle brackets, backslashes or invisible characters.");
    const char *host = url + scheme;
    size_t n = strcspn(host, "/?#");
    if (memchr(host, '@', n))
        return _("A web address cannot contain a user name or password.");
    if (!authority_ok(host, n))
        return _("This web address has no valid host name.");
    return NULL;
}

static int local_part_ok(const char *s, size_t len)
{
    if (!len || len > 64 || s[0] == '.' || s[len - 1] == '.')
        return 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '.' ? s[i - 1] == '.' : !(is_alnum(c) || c >= 0x80 || (c && strchr("!#$%&'*+-/=?^_`{|}~", c))))
            return 0;
    }
    return 1;
}

const char *bdg_email_problem(const char *email)
{
    if (bdg_is_blank(email))
        return _("Enter an email address.");
    size_t len = strlen(email);
    if (len > 254)
        return _("An email address can have at most 254 bytes.");
    if (!all_visible(email, len))
        return _("An email address cannot contain spaces or invisible characters.");
    const char *at = strchr(email, '@');
    if (!at || strchr(at + 1, '@'))
        return _("An email address needs exactly one @ sign.");
    if (!local_part_ok(email, (size_t)(at - email)))
        return _("The part before the @ sign is not valid.");
    const char *dot = strrchr(at, '.');
    size_t domain = strlen(at + 1);
    if (!dot || !dot[1] || !host_name_ok(at + 1, domain) || strchr(at, '_') || strspn(dot + 1, "0123456789") == strlen(dot + 1))
        return _("The part after the @ sign must be a domain such as example.org.");
    return NULL;
}

const char *bdg_email_normalise(const char *email, apr_pool_t *pool) { return ascii_lower(email, strlen(email), pool); }
