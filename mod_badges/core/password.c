#include "core/password.h"
#include "base/language.h"
#include "base/str.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

/* What is left of the passwords that everybody uses, once their decoration is taken off (plain() below): with it, "P@ssw0rd2024!" is one of them.
 * Of the lists of the most used passwords only those matter that are long enough with something added. */
static const char *const common[] = {
    "password", "passwort", "passphrase", "motdepasse", "contrasena", "parola", "wachtwoord", "kennwort", "passwd", "pass", "passme", "mypassword",
    "welcome", "willkommen", "bienvenue", "letmein", "letmeinnow", "iloveyou", "iloveu", "loveyou", "lovely", "trustno", "whatever", "changeme",
    "change", "changeit", "secret", "topsecret", "default", "temporary", "temppass", "admin", "administrator", "superadmin", "root", "toor", "user", "username",
    "guest", "login", "master", "access", "system", "server", "test", "testing", "tester", "demo", "example", "sample", "hello", "helloworld", "computer",
    "internet", "samsung", "google", "facebook", "microsoft", "windows", "apple", "iphone", "android", "linkedin", "pokemon", "starwars", "superman", "batman",
    "spiderman", "football", "baseball", "basketball", "softball", "hockey", "soccer", "liverpool", "arsenal", "chelsea", "barcelona", "realmadrid",
    "princess", "sunshine", "flower", "butterfly", "chocolate", "cookie", "cheese", "banana", "dragon", "monkey", "tigger", "shadow", "buster",
    "michael", "jennifer", "jessica", "jordan", "charlie", "daniel", "thomas", "george", "andrew", "joshua", "matthew", "ashley", "nicole", "michelle",
    "spring", "summer", "autumn", "winter", "january", "february", "march", "april", "june", "july", "august", "september", "october", "november",
    "december", "monday", "friday", "sunday", "london", "berlin", "paris", "school", "college", "university", "student", "teacher", "badge", "badges", "openbadges",
    "credential", "credentials", "issuer", "qwerty", "qwertyuiop", "qwertyui", "qwertz", "qwertzuiop", "azerty", "azertyuiop", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm",
    "qwertyasdfgh", "qwertyasdf", "asdfasdf", "asdf", "qwer", "qwerasdf", "qazwsx", "qazwsxedc", "wsxedc", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh",
    "abcdefghi", "abcdefghij", "abcdefghijk", "abcdefghijkl", "abcdefghijklmnopqrstuvwxyz", "a", "aa", "q", "qw", "x", "xx", "xxx", "correcthorsebatterystaple"
};

/* Rows of keys, and what the fingers make of them: a password that is a piece of one, or of one and its echo, is no secret. */
static const char *const runs[] = { "01234567890123456789", "98765432109876543210", "qwertyuiopasdfghjklzxcvbnm", "mnbvcxzlkjhgfdsapoiuytrewq",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba",
    "qazwsxedcrfvtgbyhnujmikolp", "1234qwerasdfzxcv", "a1b2c3d4e5f6g7h8i9j0", "1a2b3c4d5e6f7g8h9i0j", "112233445566778899", "147258369", "zaq12wsxcde34rfv" };

int bdg_password_possible(const char *password)
{
    size_t n = strlen(password);
    return n > 0 && n <= BDG_PASSWORD_MAX;
}

/* Figures and signs that stand for letters become these: "p@$$w0rd" -> "password". s is folded. */
static char *letters(const char *s, apr_pool_t *pool)
{
    static const char signs[] = "@4310$5!7", meant[] = "aaeiossit";
    char *out = apr_pstrdup(pool, s);
    for (char *p = out; *p; p++) {
        const char *at = strchr(signs, *p);
        if (at)
            *p = meant[at - signs];
    }
    return out;
}

/* Without what is not a letter at either end. */
static const char *core_of(const char *s, apr_pool_t *pool)
{
    size_t n = strlen(s);
    while (n && (unsigned char)s[n - 1] < 0x80 && !isalpha((unsigned char)s[n - 1]))
        n--;
    while (n && (unsigned char)*s < 0x80 && !isalpha((unsigned char)*s)) {
        s++;
        n--;
    }
    return apr_pstrmemdup(pool, s, n);
}

/* "passwordpassword" is "password"; "abababab" is "ab". */
static const char *once(const char *s, apr_pool_t *pool)
{
    size_t n = strlen(s);
    for (size_t part = 1; part <= n / 2; part++)
        if (n % part == 0 && !memcmp(s, s + part, n - part))
            return apr_pstrmemdup(pool, s, part);
    return s;
}

static int is_common_word(const char *s)
{
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (!strcmp(common[i], s))
            return 1;
    return 0;
}

static int is_common(const char *folded, apr_pool_t *pool)
{
    const char *bare = core_of(folded, pool);
    const char *tries[] = { bare, core_of(letters(folded, pool), pool), core_of(letters(bare, pool), pool) };
    if (!*bare && strspn(folded, "0123456789") == strlen(folded) && strlen(folded) <= 12)
        return 1;   /* only figures: dates, telephone numbers */
    for (int i = 0; i < 3; i++)
        if (*tries[i] && is_common_word(once(tries[i], pool)))
            return 1;
    return 0;
}

static int is_run(const char *folded, apr_pool_t *pool)
{
    const char *s = once(folded, pool);
    if (strlen(s) <= 3)
        return 1;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        if (strstr(runs[i], s))
            return 1;
    return 0;
}

/* Letters and figures only, so that "Northgate College" finds "northgate-college". */
static const char *squeezed(const char *s, apr_pool_t *pool)
{
    char *out = apr_pstrdup(pool, bdg_text_fold(s, pool)), *o = out;
    for (const char *p = out; *p; p++)
        if ((unsigned char)*p >= 0x80 || isalnum((unsigned char)*p))
            *o++ = *p;
    *o = 0;
    return out;
}

/* The text itself, or it and a few characters more. */
static int is_about(const char *password, const char *text, apr_pool_t *pool)
{
    const char *p = squeezed(password, pool), *t = squeezed(text, pool);
    size_t np = strlen(p), nt = strlen(t);
    const char *found = nt >= 4 ? strstr(p, t) : NULL;
    return found && np - nt <= 4;
}

const char *bdg_password_problem(const char *password, const char *const *about, int nabout, apr_pool_t *pool)
{
    size_t n = strlen(password);
    if (!n)
        return _("Choose a password.");
    if (n > BDG_PASSWORD_MAX)
        return _("This is longer than the 1,024 bytes that a password can have here.");
    if (!bdg_utf8_valid(password, n, NULL))
        return _("This holds characters that cannot be read.");
    if (bdg_utf8_count(password) < BDG_PASSWORD_MIN)
        return _("This is too short: a password has at least 10 characters.");
    const char *folded = bdg_text_fold(password, pool);
    if (is_common(folded, pool) || is_run(folded, pool))
        return _("Many people use this one, and it would be tried first. A few words that only you would put together are best.");
    for (int i = 0; i < nabout; i++) {
        if (!about[i] || !*about[i])
            continue;
        const char *at = strchr(about[i], '@');
        if (is_about(password, about[i], pool) || (at && is_about(password, apr_pstrmemdup(pool, about[i], (apr_size_t)(at - about[i])), pool)))
            return _("This is made of your address, your name or your organisation, and would be tried first. Choose something that nobody can look up.");
    }
    return NULL;
}
