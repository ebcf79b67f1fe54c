"""From answers to item parameters: marginal maximum likelihood over sparse answers."""

from whetstone.core.measurement.calibration.answers import Answers as Answers
from whetstone.core.measurement.calibration.fit import Calibration as Calibration
from whetstone.core.measurement.calibration.fit import Progress as Progress
from whetstone.core.measurement.calibration.fit import Settings as Settings
from whetstone.core.measurement.calibration.fit import calibrate as calibrate
from whetstone.core.measurement.calibration.kernels import Model as Model
from whetstone.core.measurement.calibration.kernels import Priors as Priors
