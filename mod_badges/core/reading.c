#include "core/reading.h"
#include <string.h>

#define SERIAL_FIRST 20000   /* 1954 */
#define SERIAL_LAST 80000    /* 2119 */
#define MAX_TOKENS 6

typedef struct token_t { int number, digits, month; } token_t;   /* month: of a word; number -1 for words */

/* First letters of the months, folded, in English, German, French, Spanish, Italian, Portuguese and Dutch. The longest that fits decides. */
static const struct { const char *start; int month; } months[] = {
    { "jan", 1 }, { "jän", 1 }, { "ene", 1 }, { "gen", 1 }, { "feb", 2 }, { "fév", 2 }, { "fev", 2 }, { "mar", 3 }, { "mär", 3 }, { "maa", 3 },
    { "mrt", 3 }, { "apr", 4 }, { "avr", 4 }, { "abr", 4 }, { "may", 5 }, { "mai", 5 }, { "mei", 5 }, { "mag", 5 }, { "jun", 6 }, { "juin", 6 },
    { "giu", 6 }, { "jul", 7 }, { "juil", 7 }, { "lug", 7 }, { "aug", 8 }, { "aoû", 8 }, { "aou", 8 }, { "ago", 8 }, { "sep", 9 }, { "set", 9 },
    { "oct", 10 }, { "okt", 10 }, { "ott", 10 }, { "out", 10 }, { "nov", 11 }, { "dec", 12 }, { "dez", 12 }, { "déc", 12 }, { "dic", 12 },
};

/* Capital letters of ASCII and of Latin-1 in UTF-8 become small ones: that is all that names of months need. */
static size_t folded(char *out, size_t max, const char *s, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len && n + 1 < max; i++) {
        unsigned char c = (unsigned char)s[i];
        int after_c3 = i > 0 && (unsigned char)s[i - 1] == 0xc3;
        if ((c >= 'A' && c <= 'Z') || (after_c3 && c >= 0x80 && c <= 0x9e))
            c += 32;
        out[n++] = (char)c;
    }
    out[n] = 0;
    return n;
}

static int month_of(const char *word, size_t len)
{
    char low[24];
    int best = 0;
    size_t best_len = 0;
    if (len > 20)
        return 0;
    folded(low, sizeof low, word, len);
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        size_t n = strlen(months[i].start);
        if (n > best_len && !strncmp(low, months[i].start, n)) {
            best = months[i].month;
            best_len = n;
        }
    }
    return best;
}

/* Words that stand in dates and say nothing: "3rd of April", "3 de abril de 2026", "Sat, 3 April". */
static int is_filler(const char *word, size_t len)
{
    static const char *const words[] = { "st", "nd", "rd", "th", "of", "de", "del", "den", "the", "er", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };
    char low[24];
    if (len > 20)
        return 0;
    folded(low, sizeof low, word, len);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(low, words[i]))
            return 1;
    return 0;
}

static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80; }

/* Numbers and months in order; a time at the end is left out. -1 for what cannot be part of a date. */
static int tokens_of(token_t *t, const char *s, size_t len)
{
    int n = 0;
    for (size_t i = 0; i < len;) {
        size_t start = i;
        if (is_digit(s[i])) {
            int v = 0;
            while (i < len && is_digit(s[i]) && i - start < 9)
                v = v * 10 + (s[i++] - '0');
            if (i < len && is_digit(s[i]))
                return -1;
            if (i < len && s[i] == ':')   /* hours: the date is over */
                return n;
            if (n == MAX_TOKENS)
                return -1;
            t[n++] = (token_t){ v, (int)(i - start), 0 };
        } else if (is_letter(s[i])) {
            while (i < len && is_letter(s[i]))
                i++;
            if (i - start == 1 && (s[start] == 'T' || s[start] == 'Z') && n >= 3)
                return n;
            int m = month_of(s + start, i - start);
            if (m && n < MAX_TOKENS && !is_filler(s + start, i - start))
                t[n++] = (token_t){ -1, 0, m };
            else if (!is_filler(s + start, i - start))
                return -1;
        } else if (strchr(" /.-,'\t", s[i])) {
            i++;
        } else {
            return -1;
        }
    }
    return n;
}

static int full_year(const token_t *t)
{
    if (t->digits == 4)
        return t->number;
    return t->digits == 2 ? t->number + (t->number <= 69 ? 2000 : 1900) : -1;
}

static void settle(bdg_date_reading_t *r, int y, int m, int d)
{
    r->year = y;
    r->month = m;
    r->day = d;
    r->date = bdg_date_make(y, m, d);
    if (r->date == BDG_DATE_NONE)
        r->shape = BDG_DATE_NOT_IN_CALENDAR;
}

/* Two numbers and a year, in that order: which is the day? */
static void day_and_month(bdg_date_reading_t *r, int a, int b, int year, bdg_order_e order)
{
    if (a > 12 && b <= 12) {
        r->shape = BDG_DATE_ONLY_DAY_FIRST;
        r->order = BDG_ORDER_DAY_FIRST;
        settle(r, year, b, a);
    } else if (b > 12 && a <= 12) {
        r->shape = BDG_DATE_ONLY_MONTH_FIRST;
        r->order = BDG_ORDER_MONTH_FIRST;
        settle(r, year, a, b);
    } else if (a > 12) {
        r->shape = BDG_DATE_NOT_IN_CALENDAR;
        r->year = year;
    } else if (a == b) {
        settle(r, year, a, b);
    } else {
        r->shape = BDG_DATE_EITHER;
        if (order != BDG_ORDER_UNKNOWN)
            settle(r, year, order == BDG_ORDER_DAY_FIRST ? b : a, order == BDG_ORDER_DAY_FIRST ? a : b);
    }
}

bdg_date_reading_t bdg_date_read(const char *s, size_t len, bdg_order_e order)
{
    bdg_date_reading_t r = { BDG_DATE_CLEAR, BDG_DATE_NONE, BDG_ORDER_UNKNOWN, 0, 0, 0 };
    bdg_date_reading_t none = { BDG_DATE_NO_DATE, BDG_DATE_NONE, BDG_ORDER_UNKNOWN, 0, 0, 0 };
    token_t t[MAX_TOKENS];
    int n = len > 60 ? -1 : tokens_of(t, s, len), year;
    int dot_serial = n == 2 && t[0].digits == 5 && t[1].number >= 0 && memchr(s, '.', len);   /* 46023.5: with a time */
    if ((n == 1 || dot_serial) && t[0].digits == 5 && t[0].number >= SERIAL_FIRST && t[0].number <= SERIAL_LAST) {
        r.shape = BDG_DATE_SERIAL;
        r.date = t[0].number - 25569;   /* 1970-01-01 is 25569 */
        bdg_date_split(r.date, &r.year, &r.month, &r.day);
        return r;
    }
    if (n == 1 && t[0].digits == 8) {
        settle(&r, t[0].number / 10000, t[0].number / 100 % 100, t[0].number % 100);
        return r;
    }
    if (n > 3)   /* a time without a colon, or something else */
        n = t[0].digits == 4 ? 3 : -1;
    if (n != 3)
        return none;
    if (t[0].digits == 4 && t[1].month && t[2].number >= 0) {
        settle(&r, t[0].number, t[1].month, t[2].number);
    } else if (t[0].digits == 4 && t[1].number >= 0 && t[2].number >= 0 && t[1].digits <= 2 && t[2].digits <= 2) {
        settle(&r, t[0].number, t[1].number, t[2].number);
    } else if ((year = full_year(&t[2])) < 0) {
        return none;
    } else if (t[0].month && t[1].number >= 0 && t[1].digits <= 2) {
        settle(&r, year, t[0].month, t[1].number);
    } else if (t[1].month && t[0].number >= 0 && t[0].digits <= 2) {
        settle(&r, year, t[1].month, t[0].number);
    } else if (t[0].number >= 0 && t[1].number >= 0 && t[0].digits <= 2 && t[1].digits <= 2) {
        /* A point between day and month is only written where the day comes first. */
        day_and_month(&r, t[0].number, t[1].number, year, order == BDG_ORDER_UNKNOWN && memchr(s, '.', len) ? BDG_ORDER_DAY_FIRST : order);
        if (r.shape == BDG_DATE_EITHER && memchr(s, '.', len))
            r.order = BDG_ORDER_DAY_FIRST;
    } else {
        return none;
    }
    return r;
}

/* ---------------------------------------------------------------- numbers */

bdg_decimal_e bdg_number_shows(const char *s, size_t len)
{
    const char *comma = memchr(s, ',', len), *point = memchr(s, '.', len), *last = comma;
    if (comma && point) {
        for (size_t i = 0; i < len; i++)
            if (s[i] == ',' || s[i] == '.')
                last = s + i;
    } else {
        last = comma ? comma : point;
        /* the only sign, with anything but three digits behind it, stands before decimals; three digits may be thousands */
        if (!last || len - (size_t)(last + 1 - s) == 3 || memchr(last + 1, *last, len - (size_t)(last + 1 - s)))
            return BDG_DECIMAL_UNKNOWN;
    }
    return *last == ',' ? BDG_DECIMAL_COMMA : BDG_DECIMAL_POINT;
}

int bdg_number_read(char out[32], const char *s, size_t len, bdg_decimal_e decimal)
{
    size_t n = 0, digits = 0, group = 0;
    int grouped = 0, fraction = 0;
    bdg_decimal_e shows = bdg_number_shows(s, len);
    char point = (shows != BDG_DECIMAL_UNKNOWN ? shows : decimal) == BDG_DECIMAL_COMMA ? ',' : '.';
    if (len && (*s == '-' || *s == '+')) {
        if (*s == '-')
            out[n++] = '-';
        s++;
        len--;
    }
    for (size_t i = 0; i < len; i++) {
        if (is_digit(s[i])) {
            if (++digits > 15)
                return 0;
            out[n++] = s[i];
            group++;
        } else if (s[i] == point && !fraction) {
            if (!digits || (grouped && group != 3))
                return 0;
            out[n++] = '.';
            fraction = 1;
        } else if (!fraction && strchr(" .,'", s[i])) {
            if (!digits || group > 3 || (grouped && group != 3))
                return 0;
            grouped = 1;
            group = 0;
        } else {
            return 0;
        }
    }
    if (!digits || (grouped && !fraction && group != 3) || out[n - 1] == '.')
        return 0;
    out[n] = 0;
    return 1;
}
