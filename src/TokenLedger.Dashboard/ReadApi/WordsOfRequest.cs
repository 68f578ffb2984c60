using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Questions in query strings.</summary>
internal static class WordsOfRequest
{
    /// <summary>The words of a query string.</summary>
    public static SliceWords Words(this HttpRequest request) => new(name => [.. request.Query[name]!]);

    /// <summary>The word of reports that can be compared with the time before.</summary>
    public static (string Name, string Meaning) Compare { get; } =
        ("compare", "previous: under 'before' the same report about the same length of time before.");

    /// <summary>Describes the words that a route reads, its own first, then those of every slice.</summary>
    /// <param name="route">The route.</param>
    /// <param name="own">Name and meaning of each of its own.</param>
    public static RouteHandlerBuilder WithWords(
        this RouteHandlerBuilder route,
        params (string Name, string Meaning)[] own
    ) =>
        route.AddOpenApiOperationTransformer(
            (operation, _, _) =>
            {
                operation.Parameters ??= [];
                // What groups of routes have added, such as the currency, comes last.
                int place = operation.Parameters.Count(one => one.In == ParameterLocation.Path);
                foreach ((string name, string meaning) in (IEnumerable<(string, string)>)[.. own, .. s_slice])
                {
                    operation.Parameters.Insert(
                        place++,
                        new OpenApiParameter
                        {
                            Name = name,
                            In = ParameterLocation.Query,
                            Description = meaning,
                            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                        }
                    );
                }

                return Task.CompletedTask;
            }
        );

    private static readonly (string, string)[] s_slice =
    [
        ("last", "A length back from now, such as 24h or 30d."),
        ("from", "First instant, ISO 8601; without offset UTC."),
        ("to", "First instant after."),
        ("where", "A condition, NAME=VALUE, NAME!=VALUE or NAME=A|B; may be repeated, all must hold."),
        ("tenant", "One tenant only."),
        ("basis", "as_corrected (default) or as_booked."),
        ("time-zone", "The IANA time zone whose days and hours count. Default UTC."),
    ];
}
