using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>The keys of exports that are made on a schedule, of FOCUS charges, and of statements.</summary>
public static class ExportKeys
{
    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        new(
            "chargeback.closes_after",
            ValueKind.Duration("0", "90d"),
            "5d",
            "How long after its end a month is closed: what is booked later is charged in the month of booking."
        ),
        new(
            "chargeback.allocate",
            ValueKind.OneOf("proportional", "even"),
            "proportional",
            "How shared cost is spread: by direct cost, or evenly."
        ),
        new(
            "chargeback.shared[]",
            ValueKind.Text,
            "",
            "Calls of which such a condition (NAME=VALUE) holds are shared, whoever made them."
        ),
        new(
            "focus.billing_account_id",
            ValueKind.Text,
            "",
            "BillingAccountId of FOCUS rows. Without it: the ledger's name."
        ),
        new("focus.billing_account_name", ValueKind.Text, "", "BillingAccountName. Without it: the id."),
        new("exports[].name", ValueKind.Text, "", "What the names of its files begin with. Needed."),
        new(
            "exports[].schedule",
            ValueKind.OneOf("daily", "weekly", "monthly"),
            "",
            "The periods it is made of, each once it has ended. Needed."
        ),
        new("exports[].at", ExportValues.TimeOfDay, "", "When after midnight it is made. Without it: 04:00."),
        new(
            "exports[].after",
            ValueKind.Duration("0", "60d"),
            "",
            "How much later, for what is booked late. Without it: 0."
        ),
        new("exports[].time_zone", BudgetValues.TimeZone, "", "The IANA time zone of its days. Without it: UTC."),
        new(
            "exports[].query.<name>",
            ValueKind.Text,
            "",
            "What is exported, in the words of `tokenledger export`: rows, format, by, tenant, currency, compare, grain, focus-version, allocate …"
        ),
        new(
            "exports[].query.<name>[]",
            ValueKind.Text,
            "",
            "A word that may be said more than once, as a list: shared, percent."
        ),
        new("exports[].where[]", ValueKind.Text, "", "Only calls of which these conditions (NAME=VALUE) hold."),
        new("exports[].to.folder", ValueKind.Text, "", "The folder it is written to. Either this or s3."),
        new("exports[].to.s3.bucket", ValueKind.Text, "", "The bucket it is put into."),
        new(
            "exports[].to.s3.prefix",
            ValueKind.Text,
            "",
            "What the names of its objects begin with, such as `finance/`."
        ),
        new(
            "exports[].to.s3.endpoint",
            AlertValues.Url,
            "",
            "The address of a store that speaks S3's protocol. Without it: AWS."
        ),
        new("exports[].to.s3.region", ValueKind.Text, "", "The region. Without it: us-east-1."),
        new(
            "exports[].to.s3.credentials_file",
            ValueKind.Text,
            "",
            "A file as AWS's tools keep it, read again when it changes. Without it: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        ),
    ];
}
