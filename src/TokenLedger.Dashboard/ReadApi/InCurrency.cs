using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using TokenLedger.Reporting.Currencies;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>Shows the amounts of every report in another currency too, where its question says "currency=EUR".</summary>
internal sealed class InCurrency(CurrencyTable currencies) : IEndpointFilter
{
    private const string Word = "currency";

    /// <summary>A group of routes whose answers can be asked for in another currency.</summary>
    public static RouteGroupBuilder Group(RouteGroupBuilder api, CurrencyTable currencies) =>
        api.MapGroup("")
            .AddEndpointFilter(new InCurrency(currencies))
            .AddOpenApiOperationTransformer(
                (operation, _, _) =>
                {
                    operation.Parameters ??= [];
                    if (!operation.Parameters.Any(one => one.Name == Word))
                    {
                        operation.Parameters.Add(
                            new OpenApiParameter
                            {
                                Name = Word,
                                In = ParameterLocation.Query,
                                Description =
                                    "A currency of the configuration's display.currencies: behind each NAME_usd, and each amount whose unit is dollars, stands NAME_in_currency.",
                                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                            }
                        );
                    }

                    return Task.CompletedTask;
                }
            );

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        if (http.Request.Query[Word].ToString() is not { Length: > 0 } code || code == "USD")
        {
            return await next(context).ConfigureAwait(false);
        }

        if (currencies.Find(code, out string? problem) is not { } currency)
        {
            return ApiError.Invalid(problem!);
        }

        object? answer = await next(context).ConfigureAwait(false);
        while (answer is INestedHttpResult nested)
        {
            answer = nested.Result;
        }

        if (
            answer is not IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK }
            || Value(answer) is not { } value
        )
        {
            return answer;
        }

        JsonSerializerOptions form = http
            .RequestServices.GetRequiredService<IOptions<JsonOptions>>()
            .Value.SerializerOptions;
        string json = JsonSerializer.Serialize(value, form.GetTypeInfo(value.GetType()));
        return TypedResults.Text(AmountsBeside.Add(json, currency), "application/json; charset=utf-8");
    }

    private static object? Value(object answer) => (answer as IValueHttpResult)?.Value;
}
