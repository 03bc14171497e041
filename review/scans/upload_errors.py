"""What a tus client may be told; the status codes are those of tus 1.0."""

from django.utils.translation import gettext_lazy as _

from review.config.errors import AnswerprintError, Conflict


class UploadError(AnswerprintError):
    title = _("The upload stopped")


class TusVersionUnknown(UploadError):
    status, code = 412, "tus_version"
    sentence = _("This server speaks version 1.0.0 of the tus protocol.")


class TusRequestInvalid(UploadError):
    status, code = 400, "tus_request"
    sentence = _("The upload request is not complete: %(problem)s.")


class ContentTypeWrong(UploadError):
    status, code = 415, "content_type"
    sentence = _("Pieces of an upload are sent as application/offset+octet-stream.")


class LengthInvalid(UploadError):
    status, code = 400, "upload_length"
    sentence = _("An empty file is not a film.")


class UploadTooLarge(UploadError):
    status, code = 413, "upload_too_large"
    sentence = _("This file is larger than this server accepts (%(gigabytes)d GB).")


class PieceTooLarge(UploadError):
    status, code = 413, "piece_too_large"
    sentence = _("A piece of an upload is at most 16 MiB and never longer than what is missing.")


class NoSpace(UploadError):
    status, code = 507, "no_space"
    sentence = _("There is not enough room on the server for this file.")
    retryable = True


class OffsetMismatch(UploadError):
    status, code = 409, "offset_mismatch"
    sentence = _("This piece does not follow the last one; the upload stands at byte %(offset)d.")
    retryable = True


class UploadExpired(UploadError):
    status, code = 410, "upload_expired"
    sentence = _("This upload was left alone too long. Start it again.")


class UploadBusy(UploadError):
    status, code = 423, "upload_busy"
    sentence = _("Another piece of this upload is being written. Try again in a moment.")
    retryable = True


class ChecksumMismatch(UploadError):
    status, code = 460, "checksum_mismatch"
    sentence = _("This piece changed on its way. It will be sent again.")
    retryable = True


class UploadIncomplete(Conflict):
    code = "upload_incomplete"
    title = _("Not all there")
    sentence = _("This file has not been uploaded completely yet.")
