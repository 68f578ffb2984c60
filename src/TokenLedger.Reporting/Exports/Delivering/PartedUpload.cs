using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace TokenLedger.Reporting.Exports.Delivering;

/// <summary>
/// Uploads an object in parts, one after another: what is not completed is no object, and is taken back.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html</remarks>
internal sealed class PartedUpload(HttpClient client, BucketRequests requests)
{
    /// <summary>Most parts of an object.</summary>
    public const int MostParts = 10_000;

    /// <summary>The largest object: 5 TiB.</summary>
    public const long MostBytes = 5L << 40;

    /// <summary>Longest answer that is read, in bytes.</summary>
    private const int LongestAnswer = 64 * 1024;

    private static readonly string s_nothing = Convert.ToHexStringLower(SHA256.HashData([]));

    /// <summary>Uploads it.</summary>
    /// <param name="content">The content; it can seek.</param>
    /// <param name="partBytes">Size of a part, more when there would be too many.</param>
    /// <param name="contentType">What it is.</param>
    /// <param name="cancellation">Gives up; what was uploaded is taken back.</param>
    /// <returns>The status that refused a step; null when the object is there.</returns>
    /// <exception cref="HttpRequestException">The store cannot be reached.</exception>
    public async Task<HttpStatusCode?> RunAsync(
        Stream content,
        long partBytes,
        string contentType,
        CancellationToken cancellation
    )
    {
        (HttpStatusCode status, string? id) = await BeginAsync(contentType, cancellation).ConfigureAwait(false);
        if (id is null)
        {
            return status;
        }

        bool isThere = false;
        try
        {
            status = await UploadAsync(id, content, partBytes, cancellation).ConfigureAwait(false);
            isThere = IsSuccess(status);
            return isThere ? null : status;
        }
        finally
        {
            if (!isThere)
            {
                await TakeBackAsync(id).ConfigureAwait(false);
            }
        }
    }

    private async Task<(HttpStatusCode Status, string? Id)> BeginAsync(
        string contentType,
        CancellationToken cancellation
    )
    {
        using HttpRequestMessage request = requests.Of(HttpMethod.Post, "uploads=", null, s_nothing, contentType);
        (HttpStatusCode status, XElement? answer) = await AskAsync(request, cancellation).ConfigureAwait(false);
        string? id = answer?.Elements().FirstOrDefault(one => one.Name.LocalName == "UploadId")?.Value;
        return IsSuccess(status) && id is null ? (HttpStatusCode.BadGateway, null) : (status, id);
    }

    private async Task<HttpStatusCode> UploadAsync(
        string id,
        Stream content,
        long partBytes,
        CancellationToken cancellation
    )
    {
        long size = Math.Max(partBytes, (content.Length + MostParts - 1) / MostParts);
        List<string> tags = [];
        for (long from = 0; from < content.Length; from += size)
        {
            using PartStream part = new(content, from, Math.Min(size, content.Length - from));
            (HttpStatusCode status, string? tag) = await PutAsync(id, tags.Count + 1, part, cancellation)
                .ConfigureAwait(false);
            if (!IsSuccess(status))
            {
                return status;
            }

            if (tag is null)
            {
                return HttpStatusCode.BadGateway;
            }

            tags.Add(tag);
        }

        return await CompleteAsync(id, tags, cancellation).ConfigureAwait(false);
    }

    private async Task<(HttpStatusCode Status, string? Tag)> PutAsync(
        string id,
        int number,
        PartStream part,
        CancellationToken cancellation
    )
    {
        string sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(part, cancellation).ConfigureAwait(false));
        part.Position = 0;
        string query = string.Create(CultureInfo.InvariantCulture, $"partNumber={number}&{Id(id)}");
        using HttpRequestMessage request = requests.Of(HttpMethod.Put, query, new StreamContent(part), sha256);
        request.Content!.Headers.ContentLength = part.Length;
        using HttpResponseMessage response = await client
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
            .ConfigureAwait(false);
        string? tag = response.Headers.TryGetValues("ETag", out IEnumerable<string>? tags) ? tags.First() : null;
        return (response.StatusCode, tag);
    }

    /// <summary>Makes the parts one object. The store may answer 200 before it is sure, and say in the body that it failed.</summary>
    private async Task<HttpStatusCode> CompleteAsync(string id, List<string> tags, CancellationToken cancellation)
    {
        XElement parts = new(
            "CompleteMultipartUpload",
            tags.Select((tag, i) => new XElement("Part", new XElement("PartNumber", i + 1), new XElement("ETag", tag)))
        );
        byte[] body = Encoding.UTF8.GetBytes(parts.ToString(SaveOptions.DisableFormatting));
        using HttpRequestMessage request = requests.Of(
            HttpMethod.Post,
            Id(id),
            new ByteArrayContent(body),
            Convert.ToHexStringLower(SHA256.HashData(body)),
            "application/xml"
        );
        (HttpStatusCode status, XElement? answer) = await AskAsync(request, cancellation).ConfigureAwait(false);
        bool isThere = answer?.Name.LocalName == "CompleteMultipartUploadResult";
        return IsSuccess(status) && !isThere ? HttpStatusCode.BadGateway : status;
    }

    /// <summary>Takes back what was uploaded, as well as can be: stores charge for parts of objects that never came to be.</summary>
    private async Task TakeBackAsync(string id)
    {
        try
        {
            using HttpRequestMessage request = requests.Of(HttpMethod.Delete, Id(id), null, s_nothing);
            using HttpResponseMessage _ = await client.SendAsync(request, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException)
        {
            // The store is away: what failed before is told; its rule for unfinished uploads removes the parts.
        }
    }

    private async Task<(HttpStatusCode Status, XElement? Answer)> AskAsync(
        HttpRequestMessage request,
        CancellationToken cancellation
    )
    {
        using HttpResponseMessage response = await client
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
            .ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            return (response.StatusCode, null);
        }

        await response.Content.LoadIntoBufferAsync(LongestAnswer, cancellation).ConfigureAwait(false);
        string text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        try
        {
            // No document type is read, so nothing outside the answer is.
            using XmlReader reader = XmlReader.Create(
                new StringReader(text),
                new() { DtdProcessing = DtdProcessing.Prohibit }
            );
            return (response.StatusCode, XElement.Load(reader));
        }
        catch (XmlException)
        {
            return (response.StatusCode, null);
        }
    }

    private static string Id(string id) => "uploadId=" + Uri.EscapeDataString(id);

    private static bool IsSuccess(HttpStatusCode status) => (int)status is >= 200 and < 300;
}
