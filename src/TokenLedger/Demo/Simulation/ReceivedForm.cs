using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace TokenLedger.Demo.Simulation;

/// <summary>One part of a multipart form.</summary>
/// <param name="Name">The field.</param>
/// <param name="FileName">The file's name; null when it is no file.</param>
/// <param name="Bytes">Its content.</param>
internal sealed record FormPart(string Name, string? FileName, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);
}

/// <summary>A multipart form: how files and audio are sent.</summary>
internal sealed class ReceivedForm(IReadOnlyList<FormPart> parts)
{
    public IReadOnlyList<FormPart> Parts => parts;

    /// <summary>The first file; null when there is none.</summary>
    public FormPart? File => parts.FirstOrDefault(part => part.FileName is not null);

    /// <summary>A field's text; null when it is not there.</summary>
    public string? Text(string name) => parts.FirstOrDefault(part => part.Name == name)?.Text;

    /// <summary>Reads a body; null when its content type is not a form or it does not hold what that promises.</summary>
    public static async Task<ReceivedForm?> ReadAsync(string? contentType, byte[] body, CancellationToken cancellation)
    {
        if (
            !MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            || type.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary
        )
        {
            return null;
        }

        try
        {
            return new ReceivedForm(await PartsAsync(boundary, body, cancellation));
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException)
        {
            return null;
        }
    }

    private static async Task<List<FormPart>> PartsAsync(string boundary, byte[] body, CancellationToken cancellation)
    {
        List<FormPart> parts = [];
        MultipartReader reader = new(boundary, new MemoryStream(body));
        while (await reader.ReadNextSectionAsync(cancellation) is { } section)
        {
            using MemoryStream content = new();
            await section.Body.CopyToAsync(content, cancellation);
            if (section.GetContentDispositionHeader() is { } about)
            {
                string? file = HeaderUtilities.RemoveQuotes(about.FileName).Value;
                parts.Add(new FormPart(HeaderUtilities.RemoveQuotes(about.Name).Value!, file, content.ToArray()));
            }
        }

        return parts;
    }
}
