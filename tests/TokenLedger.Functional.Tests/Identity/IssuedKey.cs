using System.Net.Http.Json;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Upstreams.Credentials;

namespace TokenLedger.Functional.Tests.Identity;

/// <summary>A virtual key as its holder got it.</summary>
internal sealed record IssuedKey(string Id, string Key)
{
    /// <summary>The gateway's own key for every upstream in these tests.</summary>
    public const string OwnCredential = "sk-the-gateways-own-credential";

    /// <summary>Issues a key over the API.</summary>
    public static async Task<IssuedKey> IssueAsync(TestGateway gateway, string terms = "{}")
    {
        using HttpResponseMessage answer = await PostAsync(gateway, "/api/v1/keys", terms);
        Assert.Equal(201, (int)answer.StatusCode);
        JsonElement view = await answer.Content.ReadFromJsonAsync<JsonElement>(gateway.Cancellation);
        return new(view.GetProperty("id").GetString()!, view.GetProperty("key").GetString()!);
    }

    public static Task<HttpResponseMessage> PostAsync(TestGateway gateway, string path, string json) =>
        gateway.Http.PostAsync(path, Json(json), gateway.Cancellation);

    public static async Task TenantAsync(TestGateway gateway, string id, string json = "{}")
    {
        using HttpResponseMessage answer = await gateway.Http.PutAsync(
            "/api/v1/tenants/" + id,
            Json(json),
            gateway.Cancellation
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(gateway.Cancellation));
    }

    /// <summary>A chat with this key where OpenAI's SDKs put it.</summary>
    public HttpRequestMessage Chat(string model = "gpt-4o-mini", string prompt = "hello", string more = "") =>
        ChatWith(Key, model, prompt, more);

    /// <summary>A chat with any credential.</summary>
    public static HttpRequestMessage ChatWith(
        string? credential,
        string model = "gpt-4o-mini",
        string prompt = "hello",
        string more = ""
    )
    {
        HttpRequestMessage request = new(HttpMethod.Post, Ask.ChatPath)
        {
            Content = Json($$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{prompt}}"}]{{more}}}"""),
        };
        if (credential is not null)
        {
            request.Headers.Add("Authorization", "Bearer " + credential);
        }

        return request;
    }

    /// <summary>Gives every upstream the gateway's own credential.</summary>
    public static GatewayOptions WithCredentials(GatewayOptions options)
    {
        Assert.True(ProviderCredential.TryCreate(OwnCredential, out ProviderCredential? credential));
        return options with
        {
            Upstreams = [.. options.Upstreams.Select(upstream => upstream with { Credential = credential })],
        };
    }

    public static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");
}
