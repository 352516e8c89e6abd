//! Whether a child's descriptor is that of the child which parent and steps make.

use key_derivation::{Child, Input, KeyDescriptor, Origin, Scheme};

use crate::error::{Error, Field, Result};
use crate::{Step, StoredKey};

/// A generated key has no parent and no input, and belongs to the region where it was made.
pub(crate) fn check_generated(key: &KeyDescriptor) -> Result<()> {
    first_disagreement(&[
        (Field::Origin, key.origin == Origin::Generated),
        (Field::Owner, key.owner == key.region),
        (Field::Parent, key.parent.is_none()),
        (Field::ParentKcv, key.parent_kcv.is_none()),
        (Field::Context, key.context.is_empty()),
    ])
}

/// A key that comes in a package is not one that was made here.
pub(crate) fn check_received(key: &KeyDescriptor) -> Result<()> {
    first_disagreement(&[(Field::Origin, key.origin == Origin::Received)])
}

/// The rules of one diversification, before any key is opened.
pub(crate) fn check_child(parent: &StoredKey, steps: &[Step], child: &KeyDescriptor) -> Result<()> {
    let from = parent.descriptor;
    let last = steps.last().ok_or(Error::NoSteps)?;
    let left = levels_left(from, steps.len())?;
    first_disagreement(&[
        (Field::Origin, child.origin != Origin::Generated),
        (Field::Owner, child.owner == from.owner),
        (Field::Kind, child.kind == from.kind),
        (Field::KeyVersion, child.version == from.version),
        (Field::LevelsLeft, child.levels_left == left),
        (Field::Parent, child.parent == Some(from.key_id)),
        (Field::ParentKcv, child.parent_kcv == Some(parent.kcv)),
        (Field::Algorithm, child.algorithm == last.algorithm),
        (Field::Context, child.context == last.input.to_hex()),
        // The keys between have no descriptor that could name another scheme.
        (
            Field::Scheme,
            steps.iter().all(|step| step.input.scheme() == from.scheme),
        ),
    ])?;
    check_named(&last.input, child)?;
    check_line(from, steps.iter().map(|step| &step.input))
}

/// The rules of [`Hsm::diversify_devices`](crate::Hsm::diversify_devices), before any key is opened.
pub(crate) fn check_devices(parent: &StoredKey, above: &[Step], devices: &[Input]) -> Result<()> {
    let from = parent.descriptor;
    let left = levels_left(from, above.len() + 1)?;
    let inputs = || above.iter().map(|step| &step.input).chain(devices);
    let is_device = |input: &Input| match input {
        Input::Context(context) => context.child().level.is_device(),
        Input::Factor(_) => true,
    };
    first_disagreement(&[
        (Field::LevelsLeft, left == 0),
        (
            Field::Scheme,
            inputs().all(|input| input.scheme() == from.scheme),
        ),
        (Field::Level, devices.iter().all(is_device)),
    ])?;
    check_line(from, inputs())
}

/// How many diversifications are left after so many steps.
fn levels_left(from: &KeyDescriptor, steps: usize) -> Result<u8> {
    let taken = u8::try_from(steps).ok();
    let left = taken.and_then(|taken| from.levels_left.checked_sub(taken));
    left.ok_or(Error::LevelsExhausted {
        left: from.levels_left,
        asked: steps,
    })
}

/// All keys on the way are of the same kind and version, where their input says so.
fn check_line<'a>(from: &KeyDescriptor, inputs: impl IntoIterator<Item = &'a Input>) -> Result<()> {
    let one_line = inputs.into_iter().all(|input| match input {
        Input::Context(context) => {
            context.child().kind == from.kind && context.child().version == from.version
        }
        Input::Factor(_) => true,
    });
    first_disagreement(&[(Field::Context, one_line)])
}

/// The input names the child: a context in full, a factor the region or the device. The descriptor
/// must say the same.
fn check_named(input: &Input, child: &KeyDescriptor) -> Result<()> {
    match input {
        Input::Context(context) => first_disagreement(&[
            (Field::Level, context.child().level == child.level),
            (Field::Region, context.child().region == child.region),
        ]),
        Input::Factor(factor) => {
            let diversifier = if child.level.is_device() {
                factor.to_vec()
            } else {
                Vec::new()
            };
            let named = Child {
                level: child.level,
                region: child.region,
                kind: child.kind,
                algorithm: child.algorithm,
                version: child.version,
                diversifier,
            };
            let named = Input::for_child(Scheme::Pboc, &named)?;
            first_disagreement(&[(Field::Region, named == *input)])
        }
    }
}

fn first_disagreement(agreements: &[(Field, bool)]) -> Result<()> {
    match agreements.iter().find(|(_, agrees)| !agrees) {
        Some((field, _)) => Err(Error::Descriptor(*field)),
        None => Ok(()),
    }
}
