using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Agents;

/// <summary>
/// What every sample agent uses: an HTTP client that knows only the gateway's address, a dummy key, and the headers that
/// say who is calling and what for.
/// </summary>
internal sealed class AgentClient(HttpClient http, string agent, string feature)
{
    /// <summary>Sends a JSON body and reads the whole answer, streamed or not.</summary>
    /// <param name="path">The provider's route.</param>
    /// <param name="body">The request.</param>
    /// <param name="more">Attribution of this call, by the part of the header's name after "X-TokenLedger-".</param>
    /// <exception cref="HttpRequestException">The gateway answered with an error.</exception>
    public async Task<string> PostAsync(string path, JsonObject body, params (string Name, string Value)[] more)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (path.StartsWith("/v1/messages", StringComparison.Ordinal))
        {
            request.Headers.Add("x-api-key", "demo");
            request.Headers.Add("anthropic-version", "2023-06-01");
        }
        else
        {
            request.Headers.Add("Authorization", "Bearer demo");
        }

        Attribute(request, ("Agent", agent), ("Feature", feature), ("Environment", "demo"));
        Attribute(request, more);
        using HttpResponseMessage response = await http.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? answer
            : throw new HttpRequestException($"{path} answered {(int)response.StatusCode}: {answer}");
    }

    /// <summary>The same client in the name of another agent.</summary>
    public AgentClient As(string other) => new(http, other, feature);

    /// <summary>The first string under that name anywhere in an answer; empty when there is none.</summary>
    public static string First(string answer, string name)
    {
        foreach (string line in answer.Split('\n'))
        {
            string json = line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : line;
            if (json.StartsWith('{') && Find(JsonElement.Parse(json), name) is { } found)
            {
                return found;
            }
        }

        return "";
    }

    private static string? Find(JsonElement json, string name) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject()
                .Select(member =>
                    member.Name == name && member.Value.ValueKind == JsonValueKind.String
                        ? member.Value.GetString()
                        : Find(member.Value, name)
                )
                .FirstOrDefault(found => found is not null),
            JsonValueKind.Array => json.EnumerateArray()
                .Select(item => Find(item, name))
                .FirstOrDefault(found => found is not null),
            _ => null,
        };

    private static void Attribute(HttpRequestMessage request, params (string Name, string Value)[] parts)
    {
        foreach ((string name, string value) in parts)
        {
            request.Headers.Add("X-TokenLedger-" + name, value);
        }
    }
}
