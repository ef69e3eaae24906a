/* What can be wrong with an award, in words. */
#include "core/award.h"
#include "base/language.h"
#include <string.h>

static const struct { const char *name, *title, *mend; } texts[BDG_P_COUNT] = {
    [BDG_P_ADDRESS] = { "address", N_("Email address cannot be used"), N_("A mail address looks like name@example.org. Correct it here, or in the file.") },
    [BDG_P_TWO_ADDRESSES] = { "two_addresses", N_("More than one address in a cell"), N_("Each row is one recipient. Keep the first address, or give each their own row.") },
    [BDG_P_IDENTITY] = { "identity", N_("Recipient cannot be used"), N_("Every recipient needs an identity of the kind that the row names.") },
    [BDG_P_IDENTITY_TYPE] = { "identity_type", N_("Kind of recipient is not known"), N_("It can be email, url, telephone or id.") },
    [BDG_P_NAME_MISSING] = { "name_missing", N_("Name is missing"), N_("The name stands on the credential. Fill it in here, or in the file.") },
    [BDG_P_DATE] = { "date", N_("Date cannot be read"), N_("A date looks like 2026-01-31.") },
    [BDG_P_DATE_FUTURE] = { "date_future", N_("Issue date is in the future"), N_("A credential can be issued today or earlier. Correct the date, or leave it empty for today.") },
    [BDG_P_DATE_ORDER] = { "date_order", N_("Day or month first?"), N_("This date can be read in two ways. Write it as 2026-01-31.") },
    [BDG_P_EXPIRY_BEFORE] = { "expiry_before", N_("Ends before it begins"), N_("The expiry date is the last day on which the credential is valid. It cannot lie before the issue date.") },
    [BDG_P_TOO_LONG] = { "too_long", N_("Text is too long"), N_("Shorten it, or have the end cut off.") },
    [BDG_P_MISSING] = { "missing", N_("A needed cell is empty"), N_("This badge asks for it with every credential. Fill it in here, or in the file.") },
    [BDG_P_NUMBER] = { "number", N_("Not a number"), N_("A number looks like 55 or 67.5.") },
    [BDG_P_WEB_ADDRESS] = { "web_address", N_("Web address cannot be used"), N_("A web address begins with https:// or http://.") },
    [BDG_P_CHOICE] = { "choice", N_("Not one of the choices"), N_("Use one of the choices that the badge offers.") },
    [BDG_P_UNREADABLE] = { "unreadable", N_("Characters were lost"), N_("Some characters of this cell could not be read. Correct them here, or save the file again as UTF-8.") },
    [BDG_P_UNCLOSED_QUOTE] = { "unclosed_quote", N_("Quotation mark is not closed"), N_("A quotation mark opens here and never closes. Correct the row in the file.") },
    [BDG_P_ROW_CUT] = { "row_cut", N_("Row is too big"), N_("A cell of this row is larger than a spreadsheet's cell can be, or it has too many columns. Correct the row in the file.") },
    [BDG_P_DUPLICATE] = { "duplicate", N_("Twice in the file"), N_("Each recipient can hold this badge once. Take one of the rows out, or change how duplicates are treated in this batch.") },
    [BDG_P_HELD] = { "held", N_("Already holds this badge"), N_("This badge is given once to each recipient. Take the rows out, or change how duplicates are treated in this batch.") },
    [BDG_P_LOOKS_MISTYPED] = { "looks_mistyped", N_("Address looks mistyped"), N_("It can be used as it is. If it is a slip, correct it for all rows at once.") },
    [BDG_P_DUPLICATE_SKIPPED] = { "duplicate_skipped", N_("Twice in the file"), N_("The first row of each recipient is issued, the others are skipped.") },
    [BDG_P_DUPLICATE_ALLOWED] = { "duplicate_allowed", N_("Twice in the file"), N_("Each row is issued, so these recipients get the badge more than once.") },
    [BDG_P_HELD_SKIPPED] = { "held_skipped", N_("Already holds this badge"), N_("These rows are skipped. Nothing will be issued twice.") },
    [BDG_P_HELD_ALLOWED] = { "held_allowed", N_("Already holds this badge"), N_("They get it once more.") },
    [BDG_P_HELD_REPLACED] = { "held_replaced", N_("Already holds this badge"), N_("The new credential replaces the one they hold, which is revoked.") },
    [BDG_P_SERIAL] = { "serial", N_("Number read as a date"), N_("Spreadsheets keep dates as numbers of days. This is the day they stand for.") },
    [BDG_P_FORMULA] = { "formula", N_("Looks like a formula"), N_("It is taken as plain text, and will stand on the credential as it is.") },
    [BDG_P_ODD_CHARACTERS] = { "odd_characters", N_("Invisible characters were removed"), N_("Characters that show nothing, or that turn the direction of writing, were taken out.") },
    [BDG_P_EXCESS] = { "excess", N_("More cells than columns"), N_("The cells beyond the last heading are not used.") },
    [BDG_P_OVER_ALREADY] = { "over_already", N_("Expired already"), N_("The expiry date has passed: the credential will be shown as expired.") },
    [BDG_P_HIDDEN] = { "hidden", N_("Hidden rows"), N_("These rows are hidden in the spreadsheet, by hand or by a filter. They are issued like all others.") },
};

const char *bdg_problem_name(bdg_problem_e code) { return texts[code].name; }
const char *bdg_problem_title(bdg_problem_e code) { return bdg_tr(texts[code].title); }
const char *bdg_problem_mend(bdg_problem_e code) { return bdg_tr(texts[code].mend); }

int bdg_problem_by_name(const char *name)
{
    for (int i = 0; name && i < BDG_P_COUNT; i++)
        if (!strcmp(texts[i].name, name))
            return i;
    return -1;
}
